"""The browser's door: routes translate between HTTP and the rooms below, and decide nothing.

`app` puts it together, `studio` runs it beside a worker; `routes` has a module for each noun,
`shapes` what goes over the wire. On the way stand the `porch` (hosts, headers, faults) and the
`guards` (who may use what).
"""

"""How good, how varied and how new a model's pictures are, measured without any trained network.

Every measure takes pictures as uint8 ``[N, H, W, C]`` with C = 3 (RGB) or 4 (RGBA, straight alpha)
and is the same number for the same seed. Nothing here is shown without its anchors: the floor is
what real pictures get when they are judged by other real pictures, the ceiling what blurred ones
get. `features` turns pictures into vectors with fixed random convolutions, `distances`, `spectrum`
and `variety` compare two sets, `copies` looks for samples that repeat a training picture, and
`report` puts everything into one `Report`. Import from the modules:
``from etude.evaluation.report import report``.
"""

"""What goes over the wire: the body of every question and answer, as pydantic models.

Their names and descriptions become the OpenAPI document, and from that the page's types. `words`
has what all share, the others are named by what they are about.
"""

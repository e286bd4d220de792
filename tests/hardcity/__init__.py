"""The hard city: data as they really come in, and a walk over every address with them.

`ground` makes the city by the product's own services, `hardened` turns rows of it into what got in before a rule was
there, `walk` knows every address and with whose identifiers to fill it. A route that the walk can't fill is listed,
and a test bounds that list.
"""

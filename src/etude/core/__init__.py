"""The ground floor: errors, messages, hashes, ids, seeds, paths, files and events.

Nothing in here knows what a picture or a model is. The rooms above import the modules by name
(``from etude.core.errors import EtudeError``), so that opening one does not open all of them.
"""

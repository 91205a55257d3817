"""The package format: a trained model as a file that holds data and never code.

`manifest` says what a package is, `build` writes one, `verify` checks it from end to end, `package`
opens it, and `shelf` keeps those of the workspace beside the bundled ones in `zoo`. The waist of
the house: training writes packages and inference reads them, and neither knows the other.
"""

from etude.packages.build import SUFFIX, build_package
from etude.packages.manifest import Manifest
from etude.packages.package import Package, open_package
from etude.packages.schema import parse_manifest
from etude.packages.shelf import Entry, export, find, find_removable, install, list_packages, remove

__all__ = [
    "SUFFIX",
    "Entry",
    "Manifest",
    "Package",
    "build_package",
    "export",
    "find",
    "find_removable",
    "install",
    "list_packages",
    "open_package",
    "parse_manifest",
    "remove",
]

"""The transaction types, each in a file of its own: its format, and its rules in the order of their use.

A new type is a new file: importing this package finds it.
"""

from importlib import import_module
from pkgutil import iter_modules

for _module in iter_modules(__path__):
    import_module(f"{__name__}.{_module.name}")

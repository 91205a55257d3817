"""The routes, a module for each noun. A router names the guard of all its routes."""

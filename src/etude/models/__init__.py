"""Architectures, one readable file each: `vae`, `gan` and `cppn`, and the losses they are made of.

Only this room and `training` import torch. A recipe knows nothing of files, clocks or devices.
"""

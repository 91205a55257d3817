"""The fit loop and all it needs: batches, the time budget, checkpoints, advice and export to ONNX.

It trains any recipe of `models` without knowing its architecture. Only this room and `models`
import torch.
"""

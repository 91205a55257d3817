"""Where and how a step is computed: device, precision, random numbers, and the other processes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar

import torch
from torch import Tensor, nn

if TYPE_CHECKING:
    from accelerate import PartialState

T = TypeVar("T")


@dataclass
class Engine:
    """Where and how a step is computed, alone or together with other processes.

    Every random number of a run is drawn on the CPU from `rng` and then moved, so that the stream
    is the same on every device and its whole state fits in a checkpoint.

    Processes that train together hold the same weights. Each sees its own share of a batch with
    random numbers of its own; gradients and what is measured on a batch are means over all shares.

    Args:
        device: Where tensors live.
        bfloat16: Whether forward passes run in half precision.
        channels_last: Whether pictures and weights lie channels-last in memory.
        rng: This process's source of random numbers, on the CPU.
        processes: Those that train together, as Accelerate knows them; None for one alone.
    """

    device: torch.device = field(default_factory=lambda: torch.device("cpu"))
    bfloat16: bool = False
    channels_last: bool = True
    rng: torch.Generator = field(default_factory=lambda: torch.Generator().manual_seed(0))
    processes: PartialState | None = None

    @property
    def shares(self) -> int:
        """Processes that share a batch."""
        return 1 if self.processes is None else int(self.processes.num_processes)

    @property
    def rank(self) -> int:
        """The number of this process; process 0 decides, writes and speaks."""
        return 0 if self.processes is None else int(self.processes.process_index)

    @property
    def leads(self) -> bool:
        """Whether this is process 0."""
        return self.rank == 0

    def autocast(self) -> AbstractContextManager[Any]:
        """Return the context in which forward passes run: bfloat16 where it won the race."""
        if not self.bfloat16:
            return nullcontext()
        return torch.autocast(self.device.type, dtype=torch.bfloat16)

    def normal(self, *shape: int) -> Tensor:
        """Draw standard normal numbers of this shape."""
        return torch.randn(*shape, generator=self.rng).to(self.device)

    def uniform(self, *shape: int) -> Tensor:
        """Draw numbers of this shape, uniform in [0, 1)."""
        return torch.rand(*shape, generator=self.rng).to(self.device)

    def integers(self, high: int, *shape: int) -> Tensor:
        """Draw int64 numbers of this shape from 0 to `high` - 1."""
        return torch.randint(high, shape, generator=self.rng).to(self.device)

    @contextmanager
    def chance(self) -> Iterator[None]:
        """Let what draws torch's own random numbers, such as dropout, follow this run's stream."""
        seed = int(torch.randint(2**62, (), generator=self.rng))
        devices = [self.device] if self.device.type == "cuda" else []
        with torch.random.fork_rng(devices):
            torch.manual_seed(seed)
            yield

    def layout(self, tensor: Tensor) -> Tensor:
        """Move a batch of pictures to the device in the memory layout that won the race."""
        if self.channels_last and tensor.dim() == 4:
            return tensor.to(self.device).contiguous(memory_format=torch.channels_last)
        return tensor.to(self.device)

    def descend(
        self, optimiser: torch.optim.Optimizer, loss: Tensor, clip: float | None = None
    ) -> None:
        """Do one step of an optimiser down a loss.

        Args:
            optimiser: Its parameters are moved, by the mean of all processes' gradients.
            loss: Of this process's share, a mean over its pictures.
            clip: Longest gradient; None leaves it as it is.
        """
        optimiser.zero_grad(set_to_none=True)
        loss.backward()  # type: ignore[no-untyped-call]
        parameters = [p for group in optimiser.param_groups for p in group["params"]]
        self._share([p.grad for p in parameters if p.grad is not None])
        if clip is not None:
            nn.utils.clip_grad_norm_(parameters, clip)
        optimiser.step()

    def _share(self, gradients: list[Tensor]) -> None:
        """Put the mean over all processes into gradients, with one message for all of them.

        Not left to a wrapper around the networks (DistributedDataParallel), which cannot bear
        gradient penalties nor a network that is used in several losses.
        """
        if self.shares == 1:
            return
        whole = self.mean(torch.cat([gradient.reshape(-1) for gradient in gradients]))
        parts = torch.split(whole, [gradient.numel() for gradient in gradients])
        for gradient, part in zip(gradients, parts, strict=True):
            gradient.copy_(part.view(gradient.shape))

    def mean(self, value: Tensor) -> Tensor:
        """Return the mean of a number (or of several) over all processes, the same on each.

        Losses that are no sums over pictures, such as the logarithm of a mean, pass their means
        through here; then the mean of the processes' gradients is the gradient of the whole batch.

        Args:
            value: Of this process's share; of the same shape on every process.
        """
        if self.shares == 1:
            return value
        mean: Tensor = _Mean.apply(value)  # type: ignore[no-untyped-call]
        return mean

    def gather(self, rows: Tensor) -> Tensor:
        """Return the rows of all processes, the same on each; without gradients.

        Args:
            rows: [n, ...] of this process; n is the same on every process.

        Returns:
            [n * shares, ...], those of process 0 first.
        """
        if self.shares == 1:
            return rows
        from accelerate.utils import gather

        gathered: Tensor = gather(rows.detach())
        return gathered

    def agree(self, value: T) -> T:
        """Return process 0's value on every process.

        What follows from a clock, a file or a person passes through here, or processes would wait
        for each other for ever.

        Args:
            value: Can be pickled; counts on process 0 alone.
        """
        if self.shares == 1:
            return value
        from accelerate.utils import broadcast_object_list

        told: list[T] = broadcast_object_list([value])
        return told[0]


class _Mean(torch.autograd.Function):
    """The mean over processes.

    Its gradient goes through unchanged: the mean over processes of the gradients, which `descend`
    takes, brings in the factor one over their number.
    """

    @staticmethod
    def forward(ctx: Any, value: Tensor) -> Tensor:
        from accelerate.utils import reduce

        mean: Tensor = reduce(value, "mean")
        return mean

    @staticmethod
    def backward(ctx: Any, *gradients: Tensor) -> Tensor:
        return gradients[0]

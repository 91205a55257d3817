"""pythae's VAE (Chadebec et al. 2022, arXiv 2206.08309) beside `vae`."""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path

import torch
from pythae.data.datasets import BaseDataset
from pythae.models import VAE, VAEConfig
from pythae.models.base.base_utils import ModelOutput
from pythae.models.nn import BaseDecoder, BaseEncoder
from pythae.trainers import BaseTrainer, BaseTrainerConfig

from bench.plain import PlainDecoder
from etude.models.networks import Generator, Trunk
from etude.models.vae import Config


class Encoder(BaseEncoder):
    """An encoder under pythae's names."""

    def __init__(self, network: torch.nn.Module) -> None:
        super().__init__()
        self.network = network

    def forward(self, x: torch.Tensor) -> ModelOutput:
        """Turn pictures [n, C, S, S] into mean and logarithm of the variance."""
        mean, log_variance = self.network(x).chunk(2, 1)
        return ModelOutput(embedding=mean, log_covariance=log_variance)


class Decoder(BaseDecoder):
    """A decoder under pythae's names."""

    def __init__(self, network: Generator | PlainDecoder) -> None:
        super().__init__()
        self.network = network

    def forward(self, z: torch.Tensor) -> ModelOutput:
        """Turn codes [n, D] into pictures."""
        return ModelOutput(
            reconstruction=self.network(z[:, None].expand(-1, self.network.rows, -1))
        )


def train_pythae(
    data: torch.Tensor,
    config: Config,
    networks: tuple[Trunk, Generator | PlainDecoder],
    folder: Path,
) -> Callable[[], object]:
    """Set pythae up to train on pictures.

    Args:
        data: float32 ``[n, C, S, S]``.
        config: Length of a code, batch and rate.
        networks: Encoder and decoder.
        folder: For pythae's files.

    Returns:
        A function that trains one epoch with pythae's trainer.
    """
    logging.getLogger("pythae").setLevel(logging.ERROR)
    encoder, decoder = networks
    shape = tuple(data.shape[1:])
    model = VAE(
        VAEConfig(input_dim=shape, latent_dim=config.width, reconstruction_loss="mse"),
        encoder=Encoder(encoder),
        decoder=Decoder(decoder),
    )
    trainer = BaseTrainer(
        model,
        train_dataset=BaseDataset(data, torch.zeros(len(data))),
        training_config=BaseTrainerConfig(
            output_dir=str(folder),
            per_device_train_batch_size=config.batch,
            learning_rate=config.rate,
            no_cuda=True,
        ),
    )
    trainer.prepare_training()
    # Without its progress bars, which would be timed as well.
    trainer.callback_handler.callbacks = []
    epoch = 0

    def train() -> None:
        nonlocal epoch
        epoch += 1
        trainer.train_step(epoch)

    return train

"""Risk and dose estimates beside the alerts. A model is a data file; this package reads, checks and evaluates it."""

from pgx.risk.inputs import Inputs, read_inputs
from pgx.risk.load import load_models
from pgx.risk.model import Model
from pgx.risk.score import score

__all__ = ["Inputs", "Model", "load_models", "read_inputs", "score"]

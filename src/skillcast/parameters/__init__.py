"""Dated, sourced policy parameters: everything a policy maker could want to change."""

from skillcast.parameters.loader import Parameter, Parameters, load_parameters

__all__ = ["Parameter", "Parameters", "load_parameters"]

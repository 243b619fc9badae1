"""Sums over series that may cross: bottom-up, reconciled by weighted least squares, or brought to an external total."""

from skillcast.forecasting.hierarchies.benchmarking import Benchmarked, benchmark
from skillcast.forecasting.hierarchies.hierarchy import Hierarchy
from skillcast.forecasting.hierarchies.reconciliation import bottom_up, error_variances, reconcile

__all__ = ["Benchmarked", "Hierarchy", "benchmark", "bottom_up", "error_variances", "reconcile"]

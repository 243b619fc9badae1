"""Looking back: what differs between two publications and why, vintages, and where a printed figure comes from."""

from skillcast.publication.trace.diff import Difference, diff
from skillcast.publication.trace.inputs import made_from
from skillcast.publication.trace.provenance import Trace, provenance, trace_figure
from skillcast.publication.trace.telling import trace_text
from skillcast.publication.trace.vintages import Reissue, reissue

__all__ = ["Difference", "Reissue", "Trace", "diff", "made_from", "provenance", "reissue", "trace_figure", "trace_text"]

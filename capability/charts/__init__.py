"""Frames in, Vega-Lite specifications out: the radar of a map and the timeline of a plan."""

from capability.charts.palette import PALETTE
from capability.charts.radar import radar_spec
from capability.charts.timeline import TimelineWords, timeline_spec

__all__ = ["PALETTE", "TimelineWords", "radar_spec", "timeline_spec"]

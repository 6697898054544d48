"""What was said to the operator's machines, and the voice menu."""

from cabinet.commands.models.exchanges import Exchange, ExchangeStep
from cabinet.commands.models.voice import VoiceAction, VoiceMenuItem

__all__ = ["Exchange", "ExchangeStep", "VoiceAction", "VoiceMenuItem"]

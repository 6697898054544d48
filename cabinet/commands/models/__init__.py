"""What was said to the operator's machines."""

from cabinet.commands.models.exchanges import Exchange, ExchangeStep

__all__ = ["Exchange", "ExchangeStep"]

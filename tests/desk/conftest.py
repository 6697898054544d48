from tests.chat.conftest import answer, ask, conversation, line, owner, owner_and_line, specialist, topic

__all__ = ["answer", "ask", "conversation", "line", "owner", "owner_and_line", "specialist", "topic"]

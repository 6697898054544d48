"""What is said out of courtesy, and asks for nothing."""

from __future__ import annotations

from functools import cache

from chat.bot.lemmas import lemma
from chat.bot.words import words_of

COURTESY = (
    "привет приветик приветики здравствуйте здравствуй здрасьте здрасте здрасти здарова здорово хай хеллоу ку салют "
    "добрый доброе доброго утро утра день дня вечер вечера вечерок ночи ночь времени суток приветствую алло ало "
    "спасибо спс спасибки спасибочки благодарю благодарствую пасиб пасибо сенкс мерси благодарен благодарна "
    "пока до свидания свиданье досвидания прощайте бывай бай удачи хорошего всего всем прекрасного скорого встречи "
    "hello hi hey good morning evening afternoon night day thanks thank thx ty bye goodbye cheers welcome признателен "
    "privet zdravstvuite zdravstvuyte spasibo poka dobryi dobry den dobroe utro do svidaniya"
)
AROUND = (  # words that add nothing to it
    "большое огромное вам вас тебе тебя за помощь ответ и очень ну вы ты мне я же бот робот девушка друг друзья ребята "
    "уважаемые все помогли помог понял поняла понятно ясно ок окей хорошо ладно отлично супер круто класс молодец "
    "молодцы разобрался разобралась получилось теперь уже так быстро оперативно совсем сердечно от души "
    "you so very much a lot for your help the to all there dear great ok okay bot everyone have nice that was it helped"
)
ALONE = frozenset(
    {"ок", "окей", "понятно", "понял", "поняла", "ясно", "хорошо", "ладно", "отлично", "ok", "okay", "great"}
)
WORDS = 10  # of what is longer, something is wanted


@cache
def _lemmas(words: str) -> frozenset[str]:
    return frozenset(lemma(word) for word in words_of(words.replace("ё", "е")))


def is_smalltalk(text: str) -> bool:
    """Whether `text`, normalised, greets, thanks, or says good-bye, and nothing else."""
    words = words_of(text)
    if not words or len(words) > WORDS:
        return False
    if all(word in ALONE for word in words):
        return True
    said = {lemma(word) for word in words}
    courtesy = _lemmas(COURTESY)
    return bool(said & courtesy) and said <= courtesy | _lemmas(AROUND)

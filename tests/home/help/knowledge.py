"""A little that the bot knows."""

from chat.models import Answer, Phrasing, Subject
from tests.people import NOW


def make_answer(slug: str, *asked: str, subject: str = "money", **fields: object) -> Answer:
    """An answer under `subject`, with the ways in which people ask for it."""
    shelf, _made = Subject.objects.get_or_create(
        slug=subject, defaults={"name_ru": f"Раздел {subject}", "name_en": f"Subject {subject}"}
    )
    told = {
        "title_ru": f"Вопрос {slug}",
        "title_en": f"Question {slug}",
        "text_ru": f"Ответ {slug}.\n\nЗвоните %(free)s.",
        "text_en": f"Answer {slug}.\n\nCall %(free)s.",
    }
    answer = Answer.objects.create(slug=slug, subject=shelf, changed_at=NOW, **(told | fields))
    Phrasing.objects.bulk_create([Phrasing(answer=answer, language="ru", text=text) for text in asked])
    return answer

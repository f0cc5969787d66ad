"""Letters that were garbled before the file was written."""

import pytest

from litmatrix.importing.readers.garbled import garbled

#: Sound text of many languages, with whatever looks like garbled letters at first sight.
SOUND = [
    "MAÇÃ", "maçã", "MANHÃ", "«MANHÃ»", "MANHÃ\xa0– 5", "São Paulo: atenção à saúde", "NÃO É", "IRMÃ…", "A AMÃ – um estudo", "HÂ", "ÂGE", "l’Âge d’or",
    "«CAFÉ»", "« café »", "«\xa0café\xa0»", "CAFÉ…", "É – oui", "l’œuvre", "Où\xa0? là\xa0! «\xa0à\xa0»", "naïve façade", "NOËL™", "ÎLE®", "Ô\xa0Canada",
    "Tiếng Việt: nghiên cứu về sức khỏe tâm thần", "ĐẠI HỌC", "TRẦN Ã", "Nguyễn Văn Ân", "Ấn Độ",
    "Åström, Ö", "ÅÄÖ", "Ås – en by", "Ø–Å", "„BDÄ“ und „FRÜH“", "FRÜH–spät", "Größe – ›Maß‹", "Straße", "Ñandú", "ESPAÑA", "AÑO…",
    "Wężyk, Łucja", "Příliš žluťoučký kůň", "Árvíztűrő tükörfúrógép", "Ştefan Țepeș, ORAŞUL", "FĂŢĂ", "ĂST", "Žižek – “Š”",
    "Иванов, И. Поддержка равных", "РОССИЯ", "Річ Посполита", "Ђорђевић, Љ. Њ.", "СССР", "Παπαδόπουλος, Γ. Η υποστήριξη", "王小明", "山田 太郎「町」", "김영희",
    "محمد", "שלום", "5 × 3 °C ± 2 µm", "2√π r", "√2 and √Ω", "10\xa0×\xa010", "a ≈ b, ¬A ∞", "α = 0.05, χ² test, Δ", "© 2019 Elsevier™ ®", "½ ¼ ¾", "É. Piaf",
    "Ð and þ: Þórsson", "Ý·", "ÿ", "ƒ(x)", "‚quoted‘ „so“", "naïve’s “Ä”", "Ä”, said", "TÂRGU", "…Õ", "½Â",
]  # fmt: skip
WORDS = [
    "Müller",
    "Jörn",
    "étude",
    "Étude",
    "niñez",
    "Wężyk",
    "Łucja",
    "peers’",
    "1990–1999",
    "“study”",
    "São",
    "Ås",
    "naïve",
    "Türkçe",
    "Żółć",
    "Иванов",
    "Παπα",
    "王小明",
    "… so",
    "FUNCIÓN",
    "FÖRDERUNG",
    "HÔTEL",
]


@pytest.mark.parametrize("text", SOUND)
def test_sound_text_is_not_taken_for_garbled(text):
    assert garbled(text) == ""
    assert garbled(f"A study of {text} in towns") == ""


def through(text, encoding, times=1):
    """Text in UTF-8, read as another encoding; bytes that it leaves open are read as Latin-1."""
    for _ in range(times):
        text = "".join(bytes([byte]).decode(encoding, "ignore") or chr(byte) for byte in text.encode("utf-8"))
    return text


@pytest.mark.parametrize("times", [1, 2])
@pytest.mark.parametrize("encoding", ["cp1252", "latin-1"])
@pytest.mark.parametrize("word", WORDS)
def test_letters_read_as_something_else_are_found(word, encoding, times):
    assert garbled(f"A study of {through(word, encoding, times)} in towns")


@pytest.mark.parametrize("encoding", ["mac_roman", "cp1250", "cp850", "cp437"])
@pytest.mark.parametrize("word", ["Müller", "Jörn", "étude", "niñez", "naïve", "Türkçe", "peers’ work"])
def test_letters_read_as_those_of_other_machines_are_found(word, encoding):
    assert garbled(f"A study of {through(word, encoding)} in towns")


def test_a_letter_that_is_lost_is_found():
    assert garbled("M\ufffdller, J") == "M\ufffdller"
    assert garbled("\x8cwiat rzeczy") == "\x8cwiat"
    assert garbled(through("Поддержка", "cp1251"))

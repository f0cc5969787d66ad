"""Encodings: told by the letters that they make, line by line where a file is half and half, or given."""

import pytest

from litmatrix.errors import Misuse
from litmatrix.importing.readers.decoding import decode

TEXTS = [
    ("cp1250", "AU  - Wężyk, Łucja\nTI  - Świat rzeczy w małych miastach"), ("cp1250", "AU  - Dvořák, Jiří\nTI  - Příliš žluťoučký kůň"),
    ("cp1250", "AU  - Popescu, Ştefan\nTI  - Sănătatea mintală şi munca în oraşele mici"), ("iso8859_2", "AU  - Wężyk, Łucja\nTI  - Świat rzeczy w małych miastach"),
    ("cp1252", "AU  - Müller, Jörn\nTI  - Étude des choses"), ("cp1252", "TI  - Boundaries – “a study” of peers’ work"), ("cp1252", "TI  - ¿Qué es? Atención a la niñez"),
    ("cp1252", "TI  - Åldrande på landsbygden"), ("cp1252", "TI  - Saúde pública em São Paulo: atenção à mulher"), ("cp1252", "TI  - 25 °C ± 3 µm"),
    ("cp1252", "TI  - L’œuvre de l’été"), ("cp1252", "TI  - © 2019, 2nd edition"), ("cp1252", "TI  - «La niñez» – 1ª parte"), ("cp1252", "AU  - Øberg, Åse"),
    ("cp1251", "AU  - Иванов, И.\nTI  - Поддержка равных в психиатрии"), ("koi8_r", "AU  - Иванов, И.\nTI  - Поддержка равных в психиатрии"),
    ("iso8859_5", "AU  - Иванов, И.\nTI  - Поддержка равных в психиатрии"), ("cp1253", "AU  - Παπαδόπουλος, Γ.\nTI  - Η υποστήριξη των ομοτίμων"),
    ("cp1254", "AU  - Yılmaz, Ayşe\nTI  - Küçük şehirlerde yaşayan gençlerin sağlığı"), ("mac_roman", "AU  - Müller, Jörn\nTI  - Étude des choses"),
    ("gb18030", "AU  - 王小明\nTI  - 同伴支持在精神卫生服务中的作用研究"), ("gb18030", "AU  - 张三"), ("big5", "AU  - 陳大文\nTI  - 同儕支持在精神衛生服務中的作用研究"),
    ("cp932", "AU  - 山田 太郎\nTI  - 小さな町におけるピアサポートの研究"), ("euc_jp", "AU  - 山田 太郎\nTI  - 小さな町におけるピアサポートの研究"),
    ("cp1255", "AU  - כהן, דוד\nTI  - תמיכת עמיתים בבריאות הנפש"), ("cp1256", "AU  - الأحمد، محمد\nTI  - دعم الأقران في المدن الصغيرة"),
    ("cp949", "AU  - 김영희\nTI  - 작은 도시의 동료 지원에 관한 연구"),
]  # fmt: skip


@pytest.mark.parametrize(("encoding", "text"), TEXTS)
def test_an_encoding_is_told_by_its_letters_and_the_guess_is_told(encoding, text):
    decoded = decode(f"TY  - JOUR\n{text}\nER  - \n".encode(encoding), "export")
    assert decoded.text == f"TY  - JOUR\n{text}\nER  - \n"
    assert [problem.check for problem in decoded.problems] == ["encoding-guessed"]
    assert "--encoding NAME" in decoded.problems[0].fix


@pytest.mark.parametrize("alias", ["windows-1250", "ISO-8859-2", "shift_jis", "koi8-r", "utf-16-le", "big5", "mac-roman", "latin-1", "utf_8"])  # fmt: skip
def test_an_encoding_that_is_given_is_taken(alias):
    text = "TY  - JOUR\nAU  - Müller\n" if alias in ("latin-1", "mac-roman", "utf_8", "utf-16-le") else "TY  - JOUR\nAU  - Z\n"  # fmt: skip
    decoded = decode(text.encode(alias), "export", alias)
    assert (decoded.text, decoded.problems) == (text, ())


@pytest.mark.parametrize("name", ["klingon", "", "base64", "rot13", "hex", "a\0b", "utf-8; rm"])
def test_an_encoding_that_is_none_is_misuse(name):
    if not name:
        assert decode(b"TI", "export", name).text == "TI"
        return
    with pytest.raises(Misuse, match="windows-1250"):
        decode(b"TY  - JOUR\nTI  - \xb9\n", "export", name)


def test_signs_that_the_given_encoding_does_not_have_are_told():
    decoded = decode(b"TI  - One\nAU  - M\xfcller\n", "export", "utf-8")
    assert (decoded.text, decoded.problems[0].where) == ("TI  - One\nAU  - M\ufffdller\n", "export:2")


@pytest.mark.parametrize("legacy", ["cp1252", "cp1250", "gb18030"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize("first", [True, False])
@pytest.mark.parametrize("share", [1, 3])
def test_a_file_that_is_half_and_half_is_decoded_by_line(legacy, mark, first, share):
    other = {"cp1252": "AU  - Börch, K\nTI  - Über Räume\n", "cp1250": "AU  - Wężyk, Łucja\nTI  - Świat rzeczy w małych\n", "gb18030": "TI  - 同伴支持在精神卫生服务\n"}[legacy]  # fmt: skip
    sound = "AU  - Alderö, J\nTI  - Étude – “naïve”\n"
    parts = [(sound * 2).encode(), (other * share).encode(legacy)]
    data = mark.encode() + b"".join(parts if first else parts[::-1])
    expected = [sound * 2, other * share]
    decoded = decode(data, "export")
    assert decoded.text == "".join(expected if first else expected[::-1])
    assert [problem.check for problem in decoded.problems] == ["mixed-encoding"]


def test_a_byte_within_a_line_that_is_utf_8_is_read_as_the_other_lines_are():
    other = "AU  - Wężyk, Łucja\nTI  - Świat rzeczy w małych\n"
    torn = "TI  - Étude – “naïve” – über".encode() + " ł\n".encode("cp1250")
    decoded = decode(other.encode("cp1250") * 3 + torn, "export")
    assert decoded.text == other * 3 + "TI  - Étude – “naïve” – über ł\n"


@pytest.mark.parametrize("text", ['[{"title": "%s"}, {"title": "%s"}]', "<xml><title>%s</title><title>%s</title></xml>", '"%s","%s"'])  # fmt: skip
def test_values_of_one_line_are_decoded_for_themselves(text):
    before, between, after = text.split("%s")
    data = f"{before}Étude, Alderö{between}".encode() + f"Über Räume, Börch{after}".encode("cp1252")
    assert decode(data, "export").text == text % ("Étude, Alderö", "Über Räume, Börch")


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("text", ["Wężyk, Łucja", "Поддержка равных в психиатрии" * 5, "同伴支持在精神卫生服务中的作用研究" * 9, "Η υποστήριξη"])  # fmt: skip
def test_utf_16_without_a_mark_is_told(encoding, text):
    text = f"TY  - JOUR\nTI  - {text}\nPY  - 2001\nER  - \n"
    assert decode(text.encode(encoding), "export") == (text, encoding, ())

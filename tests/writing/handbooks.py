"""References as three handbooks print them: APA 7, NLM (Vancouver) and Cite Them Right (Harvard).

Each case is an entry as a researcher has it in her .bib, and the text that the handbook prints, with *italics* marked.
`source` names the handbook's section and example. Where it begins with “rule”, the text is made by the rule that is named, for
no printed example of the kind was at hand. Where the style or pandoc's citeproc differs from the handbook, `ours` is what
comes out and `why` says why it is left so.

Sources: APA, Publication Manual, 7th edition (2020), chapters 9 and 10, and apastyle.apa.org, reference examples; NLM, Samples of
Formatted References for Authors of Journal Articles (nlm.nih.gov/bsd/uniform_requirements.html), and Patrias, Citing Medicine, 2nd
edition; Pears and Shields, Cite Them Right, 12th edition (2022), by way of The Open University's quick guides to it, which
print its examples. “(from memory)” behind a source: the page could not be looked at again while this was written.
"""

from __future__ import annotations

from typing import NamedTuple

import pytest

from litmatrix.writing import pandoc, styles


def _missing() -> bool:
    try:
        return not (pandoc.find_pandoc() and styles.list_styles(["apa"]))
    except (pandoc.NoPandoc, styles.NoStyles):
        return True


#: Tests that print references in a style.
needs_styles = pytest.mark.skipif(_missing(), reason="no pandoc and styles here: pip install litmatrix[word]")


class Case(NamedTuple):
    style: str
    key: str
    source: str
    entry: str
    printed: str
    ours: str = ""
    why: str = ""

    @property
    def expected(self) -> str:
        return self.ours or self.printed


_SPACED = "the style's language has the sign … where the manual sets three points with spaces"

CASES = (
    # --- APA 7 ---
    Case(
        "apa", "mccauley", "APA 7, 10.1 example 1: journal article with a DOI",
        r"""@article{mccauley, author = {McCauley, Stewart M. and Christiansen, Morten H.}, year = 2019, volume = 126, number = 1,
        title = {Language learning as language use: {A} cross-linguistic model of child language development},
        journal = {Psychological Review}, pages = {1--51}, doi = {https://doi.org/10.1037/rev0000126}}""",
        "McCauley, S. M., & Christiansen, M. H. (2019). Language learning as language use: A cross-linguistic model of child language "
        "development. *Psychological Review*, *126*(1), 1–51. https://doi.org/10.1037/rev0000126",
    ),
    Case(
        "apa", "kalnay", "APA 7, 10.1 example 4: 21 or more authors",
        r"""@article{kalnay, author = {Kalnay, E. and Kanamitsu, M. and Kistler, R. and Collins, W. and Deaven, D. and Gandin, L. and
        Iredell, M. and Saha, S. and White, G. and Woollen, J. and Zhu, Y. and Chelliah, M. and Ebisuzaki, W. and Higgins, W. and
        Janowiak, J. and Mo, K. C. and Ropelewski, C. and Wang, J. and Leetmaa, A. and Reynolds, R. and Jenne, Roy and Joseph, Dennis},
        title = {The {NCEP/NCAR} 40-year reanalysis project}, journal = {Bulletin of the American Meteorological Society},
        year = {1996}, volume = {77}, number = {3}, pages = {437-471}, url = {http://doi.org/fg6rf9}}""",
        "Kalnay, E., Kanamitsu, M., Kistler, R., Collins, W., Deaven, D., Gandin, L., Iredell, M., Saha, S., White, G., Woollen, J., Zhu, Y., "
        "Chelliah, M., Ebisuzaki, W., Higgins, W., Janowiak, J., Mo, K. C., Ropelewski, C., Wang, J., Leetmaa, A., . . . Joseph, D. (1996). The "
        "NCEP/NCAR 40-year reanalysis project. *Bulletin of the American Meteorological Society*, *77*(3), 437–471. http://doi.org/fg6rf9",
        "Kalnay, E., Kanamitsu, M., Kistler, R., Collins, W., Deaven, D., Gandin, L., Iredell, M., Saha, S., White, G., Woollen, J., Zhu, Y., "
        "Chelliah, M., Ebisuzaki, W., Higgins, W., Janowiak, J., Mo, K. C., Ropelewski, C., Wang, J., Leetmaa, A., … Joseph, D. (1996). The "
        "NCEP/NCAR 40-year reanalysis project. *Bulletin of the American Meteorological Society*, *77*(3), 437–471. http://doi.org/fg6rf9",
        _SPACED,
    ),
    Case(
        "apa", "burin", "APA 7, 10.1 example 6: article number",
        r"""@article{burin, author = {Burin, Dalila and Kilteni, Konstantina and Rabuffetti, Marco and Slater, Mel and Pia, Lorenzo},
        title = {Body ownership increases the interference between observed and executed movements}, journaltitle = {PLOS ONE},
        date = {2019-01-03}, volume = {14}, number = {1}, eid = {e0209899}, doi = {10.1371/journal.pone.0209899}}""",
        "Burin, D., Kilteni, K., Rabuffetti, M., Slater, M., & Pia, L. (2019). Body ownership increases the interference between observed and "
        "executed movements. *PLOS ONE*, *14*(1), Article e0209899. https://doi.org/10.1371/journal.pone.0209899",
    ),
    Case(
        "apa", "huestegge", "APA 7, 10.1 example 7: advance online publication",
        r"""@article{huestegge, author = {Sujata M. Huestegge and Tim Raettig and Lynn Huestegge}, year = {2019},
        title = {Are face-incongruent voices harder to process? Effects of face--voice gender incongruency on basic cognitive
        information processing}, journal = {Experimental Psychology}, note = {Advance online publication},
        doi = {10.1027/1618-3169/a000440}}""",
        "Huestegge, S. M., Raettig, T., & Huestegge, L. (2019). Are face-incongruent voices harder to process? Effects of face–voice gender "
        "incongruency on basic cognitive information processing. *Experimental Psychology*. Advance online publication. "
        "https://doi.org/10.1027/1618-3169/a000440",
    ),
    Case(
        "apa", "pachur", "APA 7, 10.1 example 8: in press",
        r"""@article{pachur, author = {Pachur, Thorsten and Scheibehenne, Benjamin}, journal = {Psychonomic Bulletin \& Review},
        title = {Unpacking buyer--seller differences in valuation from experience: A cognitive modeling approach}, year = {in press}}""",
        "Pachur, T., & Scheibehenne, B. (in press). Unpacking buyer–seller differences in valuation from experience: A cognitive modeling "
        "approach. *Psychonomic Bulletin & Review*.",
    ),
    Case(
        "apa", "chaves", "APA 7, 10.1 example 9: article in another language, with a translated title (from memory)",
        r"""@article{chaves, author = {Chaves-Morillo, Victoria and G{\'o}mez Calero, Cristina and Fern{\'a}ndez-Mu{\~n}oz, Juan J. and
        Toledano-Mu{\~n}oz, Ana and Fern{\'a}ndez-Huete, Javier and Mart{\'\i}nez-Monge, Noelia and Palacios-Ce{\~n}a, Domingo and
        Pe{\~n}acoba-Puente, Cecilia}, title = {La anosmia neurosensorial: {Relaci{\'o}n} entre subtipo, tiempo de reconocimiento y edad},
        titleaddon = {Sensorineural anosmia: Relationship between subtype, recognition time, and age}, langid = {spanish},
        journal = {Cl{\'\i}nica y Salud}, year = {2018}, volume = {28}, number = {3}, pages = {155--161}, doi = {10.1016/j.clysa.2017.04.002}}""",
        "Chaves-Morillo, V., Gómez Calero, C., Fernández-Muñoz, J. J., Toledano-Muñoz, A., Fernández-Huete, J., Martínez-Monge, N., "
        "Palacios-Ceña, D., & Peñacoba-Puente, C. (2018). La anosmia neurosensorial: Relación entre subtipo, tiempo de reconocimiento y edad "
        "[Sensorineural anosmia: Relationship between subtype, recognition time, and age]. *Clínica y Salud*, *28*(3), 155–161. "
        "https://doi.org/10.1016/j.clysa.2017.04.002",
    ),
    Case(
        "apa", "brown", "APA 7, 10.2 example 20: authored book, edition",
        r"""@book{brown, author = {Brown, Laura S.}, title = {Feminist therapy}, edition = {Second}, address = {Washington, DC},
        publisher = {American Psychological Association}, year = {2018}, doi = {10.1037/0000092-000}}""",
        "Brown, L. S. (2018). *Feminist therapy* (2nd ed.). American Psychological Association. https://doi.org/10.1037/0000092-000",
    ),
    Case(
        "apa", "schmid", "APA 7, 10.2 example 24: edited book, several publishers",
        r"""@book{schmid, editor = {Schmid, Hans-J{\"o}rg}, publisher = {American Psychological Association; De Gruyter Mouton}, year = 2017,
        title = {Entrenchment and the psychology of language learning: {How} we reorganize and adapt linguistic knowledge},
        doi = {10.1037/15969-000}}""",
        "Schmid, H.-J. (Ed.). (2017). *Entrenchment and the psychology of language learning: How we reorganize and adapt linguistic "
        "knowledge*. American Psychological Association; De Gruyter Mouton. https://doi.org/10.1037/15969-000",
    ),
    Case(
        "apa", "piaget", "APA 7, 10.2 example 27: book in another language, with a translated title",
        r"""@book{piaget, author = {Piaget, Jean and Inhelder, B{\"a}rbel}, title = {La psychologie de l'enfant},
        titleaddon = {[The psychology of the child]}, publisher = {Quadrige}, year = {1966}}""",
        "Piaget, J., & Inhelder, B. (1966). *La psychologie de l’enfant* [The psychology of the child]. Quadrige.",
    ),
    Case(
        "apa", "inhelder", "APA 7, 10.2 example 28: translation, with the year of the original",
        r"""@book{inhelder, author = {Piaget, Jean and Inhelder, B\"arbel}, title = {The psychology of the child}, translator = {Weaver, Helen},
        edition = {2}, publisher = {Basic Books}, year = {1969}, origdate = {1966}}""",
        "Piaget, J., & Inhelder, B. (1969). *The psychology of the child* (H. Weaver, Trans.; 2nd ed.). Basic Books. (Original work published "
        "1966)",
    ),
    Case(
        "apa", "dsm", "APA 7, 10.2 example 32: the publisher is the author",
        r"""@book{dsm, author = {{American Psychiatric Association}}, title = {Diagnostic and statistical manual of mental disorders},
        edition = {5th ed.}, publisher = {American Psychiatric Association}, year = {2013}, doi = {10.1176/appi.books.9780890425596}}""",
        "American Psychiatric Association. (2013). *Diagnostic and statistical manual of mental disorders* (5th ed.). "
        "https://doi.org/10.1176/appi.books.9780890425596",
    ),
    Case(
        "apa", "balsam", "APA 7, 10.3 example 38: chapter in an edited book, edition (its “Jones. K. P.” is a slip)",
        r"""@incollection{balsam, author = {Balsam, Kimberly F. and Martell, Christopher R. and Jones, Kyle P. and Safren, Steven A.},
        title = {Affirmative cognitive behavior therapy with sexual and gender minority people}, edition = {2nd}, pages = {287--314},
        booktitle = {Culturally responsive cognitive behavior therapy: Practice and supervision}, year = {2019},
        editor = {Iwamasa, Gayle Y. and Hays, Pamela A.}, publisher = {American Psychological Association}, doi = {10.1037/0000119-012}}""",
        "Balsam, K. F., Martell, C. R., Jones, K. P., & Safren, S. A. (2019). Affirmative cognitive behavior therapy with sexual and gender "
        "minority people. In G. Y. Iwamasa & P. A. Hays (Eds.), *Culturally responsive cognitive behavior therapy: Practice and supervision* "
        "(2nd ed., pp. 287–314). American Psychological Association. https://doi.org/10.1037/0000119-012",
    ),
    Case(
        "apa", "aron", "apastyle.apa.org, chapter in an edited book, example 1: three editors",
        r"""@inbook{aron, author = {Aron, Leon and Botella, Marion and Lubart, Todd}, title = {Culinary arts: Talent and their development},
        booktitle = {The psychology of high performance}, booksubtitle = {Developing human potential into domain-specific talent},
        editor = {Subotnik, Rena F. and Olszewski-Kubilius, Paula and Worrell, Frank C.}, pages = {345-359}, date = {2019},
        publisher = {American Psychological Association}}""",
        "Aron, L., Botella, M., & Lubart, T. (2019). Culinary arts: Talent and their development. In R. F. Subotnik, P. Olszewski-Kubilius, & "
        "F. C. Worrell (Eds.), *The psychology of high performance: Developing human potential into domain-specific talent* (pp. 345–359). "
        "American Psychological Association.",
    ),
    Case(
        "apa", "nci", "APA 7, 10.4 example 50: report of an agency, with its number; “and” in the institution",
        r"""@techreport{nci, author = {{National Cancer Institute}}, title = {Facing forward: Life after cancer treatment},
        type = {NIH Publication}, number = {18-2424}, year = {2018},
        institution = {U.S. Department of Health and Human Services, National Institutes of Health},
        url = {https://www.cancer.gov/publications/patient-education/life-after-treatment.pdf}}""",
        "National Cancer Institute. (2018). *Facing forward: Life after cancer treatment* (NIH Publication No. 18-2424). U.S. Department of "
        "Health and Human Services, National Institutes of Health. "
        "https://www.cancer.gov/publications/patient-education/life-after-treatment.pdf",
    ),
    Case(
        "apa", "tasman", "APA 7, 10.4 example 50: report of two institutions",
        r"""@report{tasman, author = {{Australian Government Productivity Commission} and {New Zealand Productivity Commission}},
        title = {Strengthening trans-{Tasman} economic relations}, year = {2012},
        url = {https://www.pc.gov.au/inquiries/completed/australia-new-zealand/report/trans-tasman.pdf}}""",
        "Australian Government Productivity Commission & New Zealand Productivity Commission. (2012). *Strengthening trans-Tasman economic "
        "relations*. https://www.pc.gov.au/inquiries/completed/australia-new-zealand/report/trans-tasman.pdf",
        "Australian Government Productivity Commission, & New Zealand Productivity Commission. (2012). *Strengthening trans-Tasman economic "
        "relations*. https://www.pc.gov.au/inquiries/completed/australia-new-zealand/report/trans-tasman.pdf",
        "CSL cannot tell two institutions from two people, before whose “&” APA has a comma",
    ),
    Case(
        "apa", "fried", "APA 7, 10.4 example 51: report by individual authors",
        r"""@report{fried, author = {Fried, Daniel and Polyakova, Alina}, title = {Democratic defense against disinformation},
        institution = {Atlantic Council}, date = {2018-02},
        url = {https://www.atlanticcouncil.org/images/publications/Democratic_Defense_Against_Disinformation_FINAL.pdf}}""",
        "Fried, D., & Polyakova, A. (2018). *Democratic defense against disinformation*. Atlantic Council. "
        "https://www.atlanticcouncil.org/images/publications/Democratic_Defense_Against_Disinformation_FINAL.pdf",
    ),
    Case(
        "apa", "fistek", "APA 7, 10.5 example 60: conference session",
        r"""@inproceedings{fistek, author = {Fistek, A. and Jester, E. and Sonnenberg, K.}, year = 2017, month = jul,
        title = {Everybody's got a little music in them: {Using} music therapy to connect, engage, and motivate},
        eventtitle = {Autism Society National Conference}, venue = {Milwaukee, WI, United States}, eventdate = {2017-07-12/2017-07-15},
        type = {Conference session}, url = {https://asa.confex.com/asa/2017/webprogramarchives/Session9517.html}}""",
        "Fistek, A., Jester, E., & Sonnenberg, K. (2017, July 12–15). *Everybody’s got a little music in them: Using music therapy to "
        "connect, engage, and motivate* [Conference session]. Autism Society National Conference, Milwaukee, WI, United States. "
        "https://asa.confex.com/asa/2017/webprogramarchives/Session9517.html",
    ),
    Case(
        "apa", "harris", "APA 7, 10.6 example 64: unpublished dissertation",
        r"""@phdthesis{harris, author = {Harris, L.}, type = {Unpublished doctoral dissertation}, school = {University of Virginia},
        title = {Instructional leadership perceptions and practices of elementary school leaders}, year = {2014}}""",
        "Harris, L. (2014). *Instructional leadership perceptions and practices of elementary school leaders* [Unpublished doctoral "
        "dissertation]. University of Virginia.",
    ),
    Case(
        "apa", "hollander", "APA 7, 10.6 example 65: dissertation from a database, with its number",
        r"""@phdthesis{hollander, author = {Hollander, Matthew M.}, school = {University of Wisconsin--Madison}, year = {2017},
        title = {Resistance to authority: Methodological innovations and new lessons from the {Milgram} experiment},
        number = {10289373}, howpublished = {ProQuest Dissertations and Theses Global}}""",
        "Hollander, M. M. (2017). *Resistance to authority: Methodological innovations and new lessons from the Milgram experiment* "
        "(Publication No. 10289373) [Doctoral dissertation, University of Wisconsin–Madison]. ProQuest Dissertations and Theses Global.",
    ),
    Case(
        "apa", "hutcheson", "APA 7, 10.6 example 66: thesis published online",
        r"""@mastersthesis{hutcheson, author = {Hutcheson, Victoria H.}, school = {The College of William \& Mary}, year = {2012},
        title = {Dealing with dual differences: Social coping strategies of gifted and lesbian, gay, bisexual, transgender, and queer
        adolescents}, howpublished = {William \& Mary Digital Archive},
        url = {https://digitalarchive.wm.edu/bitstream/handle/10288/16594/HutchesonVirginia2012.pdf}}""",
        "Hutcheson, V. H. (2012). *Dealing with dual differences: Social coping strategies of gifted and lesbian, gay, bisexual, transgender, "
        "and queer adolescents* [Master’s thesis, The College of William & Mary]. William & Mary Digital Archive. "
        "https://digitalarchive.wm.edu/bitstream/handle/10288/16594/HutchesonVirginia2012.pdf",
    ),
    Case(
        "apa", "avramova", "APA 7, 10.16 example 110: page of a news website, with its day",
        r"""@online{avramova, author = {Avramova, Nina}, title = {The secret to a long, happy, healthy life? {Think} age-positive},
        organization = {CNN}, date = {2019-01-03},
        url = {https://www.cnn.com/2019/01/03/health/respect-toward-elderly-leads-to-long-life-intl/index.html}, urldate = {2020-07-09}}""",
        "Avramova, N. (2019, January 3). *The secret to a long, happy, healthy life? Think age-positive*. CNN. "
        "https://www.cnn.com/2019/01/03/health/respect-toward-elderly-leads-to-long-life-intl/index.html",
    ),
    Case(
        "apa", "cdc", "APA 7, 10.16 example 111: the site is the author's own",
        r"""@misc{cdc, author = {{Centers for Disease Control and Prevention}}, organization = {{Centers for Disease Control and Prevention}},
        title = {People at high risk of developing flu-related complications}, year = {2018}, month = {January}, day = {23},
        url = {https://www.cdc.gov/flu/about/disease/high_risk.htm}}""",
        "Centers for Disease Control and Prevention. (2018, January 23). *People at high risk of developing flu-related complications*. "
        "https://www.cdc.gov/flu/about/disease/high_risk.htm",
    ),
    Case(
        "apa", "boddy", "APA 7, 10.16 example 113: web page without a date",
        r"""@misc{boddy, author = {Boddy, Janet and Neumann, Tim and Jennings, Sean and Morrow, Virginia and Alderson, Priscilla and Rees,
        Rebecca and Gibson, Will}, title = {Ethics principles}, year = {n.d.},
        howpublished = {The Research Ethics Guidebook: A Resource for Social Scientists}, url = {http://www.ethicsguidebook.ac.uk/EthicsPrinciples}}""",
        "Boddy, J., Neumann, T., Jennings, S., Morrow, V., Alderson, P., Rees, R., & Gibson, W. (n.d.). *Ethics principles*. The Research "
        "Ethics Guidebook: A Resource for Social Scientists. http://www.ethicsguidebook.ac.uk/EthicsPrinciples",
    ),
    Case(
        "apa", "census", "APA 7, 10.16 example 114: web page with the day on which it was read",
        r"""@misc{census, author = {{U.S. Census Bureau}}, title = {{U.S.} and world population clock}, note = {[Online; accessed 9-January-2020]},
        publisher = {U.S. Department of Commerce}, howpublished = {\url{https://www.census.gov/popclock/}}}""",
        "U.S. Census Bureau. (n.d.). *U.S. and world population clock*. U.S. Department of Commerce. Retrieved January 9, 2020, from "
        "https://www.census.gov/popclock/",
    ),
    Case(
        "apa", "king", "rule: APA 7, 9.8: a suffix stands behind the initials, after a comma; a particle belongs to the name",
        r"""@book{king, author = {King, Jr., Martin Luther and {van der Berg}, Jan and de la Cruz, Ana}, title = {Why we can't wait},
        publisher = {Harper \& Row}, year = {1963}}""",
        "King, M. L., Jr., van der Berg, J., & de la Cruz, A. (1963). *Why we can’t wait*. Harper & Row.",
    ),
    Case(
        "apa", "toolkit", "rule: APA 7, 9.12: without an author the title stands first",
        r"""@report{toolkit, title = {A toolkit for peer workers}, institution = {Mind}, year = {2013}}""",
        "*A toolkit for peer workers*. (2013). Mind.",
    ),
    Case(
        "apa", "mhf", "rule: APA 7, 9.11: in the list a group stands in full, whatever it is called in the text",
        r"""@report{mhf, author = {{Mental Health Foundation}}, shortauthor = {MHF}, title = {Peer support in mental health}, year = {2012}}""",
        "Mental Health Foundation. (2012). *Peer support in mental health*.",
    ),
    # --- Vancouver (NLM) ---
    Case(
        "vancouver", "halpern", "NLM samples, 1: standard journal article, with the day",
        r"""@article{halpern, author = {Halpern, Scott D. and Ubel, Peter A. and Caplan, Arthur L.}, journal = {New England Journal of Medicine},
        title = {Solid-organ transplantation in {HIV}-infected patients}, shortjournal = {N Engl J Med}, year = {2002}, month = jul,
        day = {25}, volume = {347}, number = {4}, pages = {284--287}}""",
        "1. Halpern SD, Ubel PA, Caplan AL. Solid-organ transplantation in HIV-infected patients. N Engl J Med. 2002 Jul 25;347(4):284-7.",
    ),
    Case(
        "vancouver", "rose", "NLM samples, 1: more than six authors",
        r"""@article{rose, author = {Rose, M. E. and Huerbin, M. B. and Melick, J. and Marion, D. W. and Palmer, A. M. and Schiding, J. K. and
        Kochanek, P. M. and Graham, S. H.}, title = {Regulation of interstitial excitatory amino acid concentrations after cortical
        contusion injury}, journal = {Brain Res}, year = {2002}, volume = {935}, number = {1-2}, pages = {40-46}}""",
        "1. Rose ME, Huerbin MB, Melick J, Marion DW, Palmer AM, Schiding JK, et al. Regulation of interstitial excitatory amino acid "
        "concentrations after cortical contusion injury. Brain Res. 2002;935(1-2):40-6.",
    ),
    Case(
        "vancouver", "prevention", "NLM samples, 2: organisation as author",
        r"""@article{prevention, author = {{Diabetes Prevention Program Research Group}}, journal = {Hypertension}, year = 2002, volume = 40,
        title = {Hypertension, insulin, and proinsulin in participants with impaired glucose tolerance}, number = 5, pages = {679--686}}""",
        "1. Diabetes Prevention Program Research Group. Hypertension, insulin, and proinsulin in participants with impaired glucose "
        "tolerance. Hypertension. 2002;40(5):679-86.",
    ),
    Case(
        "vancouver", "vallancien", "NLM samples, 3: people and an organisation as authors; a particle",
        r"""@article{vallancien, author = {Vallancien, G. and Emberton, M. and Harving, N. and van Moorselaar, R. J. and {Alf-One Study Group}},
        title = {Sexual dysfunction in 1,274 {European} men suffering from lower urinary tract symptoms}, journal = {J Urol}, year = 2003,
        volume = 169, number = 6, pages = {2257--2261}}""",
        "1. Vallancien G, Emberton M, Harving N, van Moorselaar RJ; Alf-One Study Group. Sexual dysfunction in 1,274 European men suffering "
        "from lower urinary tract symptoms. J Urol. 2003;169(6):2257-61.",
        "1. Vallancien G, Emberton M, Harving N, van Moorselaar RJ, Alf-One Study Group. Sexual dysfunction in 1,274 European men suffering "
        "from lower urinary tract symptoms. J Urol. 2003;169(6):2257-61.",
        "CSL has one mark between all authors, where NLM has a semicolon before an organisation",
    ),
    Case(
        "vancouver", "heart", "NLM samples, 4: no author",
        r"""@article{heart, title = {21st century heart solution may have a sting in the tail}, journal = {BMJ}, year = 2002, volume = 325,
        number = 7357, pages = {184}}""",
        "1. 21st century heart solution may have a sting in the tail. BMJ. 2002;325(7357):184.",
    ),
    Case(
        "vancouver", "ellingsen", "NLM samples, 5: article that is not in English",
        r"""@article{ellingsen, author = {Ellingsen, A. E. and Wilhelmsen, I.}, title = {Sykdomsangst blant medisin- og jusstudenter},
        journal = {Tidsskr Nor Laegeforen}, year = 2002, volume = 122, number = 8, pages = {785--787}, language = {Norwegian}}""",
        "1. Ellingsen AE, Wilhelmsen I. Sykdomsangst blant medisin- og jusstudenter. Tidsskr Nor Laegeforen. 2002;122(8):785-7. Norwegian.",
        "1. Ellingsen AE, Wilhelmsen I. Sykdomsangst blant medisin- og jusstudenter. Tidsskr Nor Laegeforen. 2002;122(8):785-7.",
        "the style prints no language",
    ),
    Case(
        "vancouver", "murray", "NLM samples, 26: personal authors of a book",
        r"""@book{murray, author = {Murray, P. R. and Rosenthal, K. S. and Kobayashi, G. S. and Pfaller, M. A.}, title = {Medical microbiology},
        edition = {Fourth}, address = {St. Louis}, publisher = {Mosby}, year = 2002}""",
        "1. Murray PR, Rosenthal KS, Kobayashi GS, Pfaller MA. Medical microbiology. 4th ed. St. Louis: Mosby; 2002.",
    ),
    Case(
        "vancouver", "gilstrap", "NLM samples, 27: editors as authors; a suffix (from memory)",
        r"""@book{gilstrap, editor = {Gilstrap, 3rd, L. C. and Cunningham, F. G. and VanDorsten, J. P.}, title = {Operative obstetrics},
        edition = {2}, address = {New York}, publisher = {McGraw-Hill}, year = 2002}""",
        "1. Gilstrap LC 3rd, Cunningham FG, VanDorsten JP, editors. Operative obstetrics. 2nd ed. New York: McGraw-Hill; 2002.",
    ),
    Case(
        "vancouver", "meltzer", "NLM samples, 30: chapter in a book",
        r"""@incollection{meltzer, author = {Meltzer, P. S. and Kallioniemi, A. and Trent, J. M.}, booktitle = {The genetic basis of human cancer},
        title = {Chromosome alterations in human solid tumors}, editor = {Vogelstein, B. and Kinzler, K. W.}, address = {New York},
        publisher = {McGraw-Hill}, year = 2002, pages = {93--113}}""",
        "1. Meltzer PS, Kallioniemi A, Trent JM. Chromosome alterations in human solid tumors. In: Vogelstein B, Kinzler KW, editors. The "
        "genetic basis of human cancer. New York: McGraw-Hill; 2002. p. 93-113.",
    ),
    Case(
        "vancouver", "christensen", "NLM samples, 32: conference paper",
        r"""@inproceedings{christensen, author = {Christensen, S. and Oppacher, F.}, address = {Berlin}, publisher = {Springer}, year = 2002,
        title = {An analysis of {Koza's} computational effort statistic for genetic programming}, pages = {182--191},
        editor = {Foster, J. A. and Lutton, E. and Miller, J. and Ryan, C. and Tettamanzi, A. G.},
        booktitle = {Genetic programming. EuroGP 2002: Proceedings of the 5th European Conference on Genetic Programming},
        eventdate = {2002-04-03/2002-04-05}, venue = {Kinsdale, Ireland}}""",
        "1. Christensen S, Oppacher F. An analysis of Koza's computational effort statistic for genetic programming. In: Foster JA, Lutton E, "
        "Miller J, Ryan C, Tettamanzi AG, editors. Genetic programming. EuroGP 2002: Proceedings of the 5th European Conference on Genetic "
        "Programming; 2002 Apr 3-5; Kinsdale, Ireland. Berlin: Springer; 2002. p. 182-91.",
        "1. Christensen S, Oppacher F. An analysis of Koza’s computational effort statistic for genetic programming. In: Foster JA, Lutton E, "
        "Miller J, Ryan C, Tettamanzi AG, editors. Genetic programming. EuroGP 2002: Proceedings of the 5th European Conference on Genetic "
        "Programming. Berlin: Springer; 2002. p. 182-91.",
        "the style prints neither day nor place of a conference; the apostrophe is a typographic one",
    ),
    Case(
        "vancouver", "russell", "NLM samples, 33: report, by the organisation that made it, with its number",
        r"""@techreport{russell, author = {Russell, M. L. and Goth-Goldstein, R. and Apte, M. G. and Fisk, W. J.}, address = {Berkeley (CA)},
        title = {Method for measuring the size distribution of airborne {Rhinovirus}}, year = 2002, month = jan, number = {LBNL49574},
        institution = {Lawrence Berkeley National Laboratory, Environmental Energy Technologies Division},
        note = {Contract No.: DEAC0376SF00098. Sponsored by the Department of Energy.}}""",
        "1. Russell ML, Goth-Goldstein R, Apte MG, Fisk WJ. Method for measuring the size distribution of airborne Rhinovirus. Berkeley (CA): "
        "Lawrence Berkeley National Laboratory, Environmental Energy Technologies Division; 2002 Jan. Report No.: LBNL49574. Contract No.: "
        "DEAC0376SF00098. Sponsored by the Department of Energy.",
        "1. Russell ML, Goth-Goldstein R, Apte MG, Fisk WJ. Method for measuring the size distribution of airborne Rhinovirus. Berkeley (CA): "
        "Lawrence Berkeley National Laboratory, Environmental Energy Technologies Division; 2002 Jan. Report No.: LBNL49574.",
        "the style has nothing for contracts and sponsors; a note of BibTeX is one's own, and is not printed",
    ),
    Case(
        "vancouver", "yen", "rule: NLM samples, 33: a report of type @report keeps its authors",
        r"""@report{yen, author = {Yen, G. G.}, title = {Health monitoring on vibration signatures}, location = {Arlington (VA)},
        institution = {{Air Force Office of Scientific Research (US), Air Force Research Laboratory}}, date = {2002-02},
        type = {Final report}, number = {12}}""",
        "1. Yen GG. Health monitoring on vibration signatures [Final report]. Arlington (VA): Air Force Office of Scientific Research (US), Air "
        "Force Research Laboratory; 2002 Feb. Final report No.: 12.",
    ),
    Case(
        "vancouver", "borkowski", "NLM samples, 34: dissertation",
        r"""@phdthesis{borkowski, author = {Borkowski, M. M.}, school = {Central Michigan University}, address = {Mount Pleasant (MI)}, year = 2002,
        title = {Infant sleep and feeding: a telephone survey of {Hispanic Americans}}}""",
        "1. Borkowski MM. Infant sleep and feeding: a telephone survey of Hispanic Americans [dissertation]. Mount Pleasant (MI): Central "
        "Michigan University; 2002.",
        "1. Borkowski MM. Infant sleep and feeding: a telephone survey of Hispanic Americans [dissertation]. [Mount Pleasant (MI)]: Central "
        "Michigan University; 2002.",
        "the style follows Citing Medicine, chapter 5, where the place of a university stands in brackets, for it is inferred",
    ),
    Case(
        "vancouver", "foley", "NLM samples, monograph on the internet (from memory)",
        r"""@book{foley, editor = {Foley, K. M. and Gelband, H.}, title = {Improving palliative care for cancer}, address = {Washington},
        publisher = {National Academy Press}, year = 2001, urldate = {2002-07-09},
        url = {https://www.nap.edu/catalog/10149/improving-palliative-care-for-cancer}}""",
        "1. Foley KM, Gelband H, editors. Improving palliative care for cancer [Internet]. Washington: National Academy Press; 2001 [cited 2002 "
        "Jul 9]. Available from: https://www.nap.edu/catalog/10149/improving-palliative-care-for-cancer",
    ),
    Case(
        "vancouver", "zhang", "NLM samples, article with a DOI; an article number (its PubMed numbers are left out here)",
        r"""@article{zhang, author = {Zhang, M. and Holman, C. D. and Price, S. D. and Sanfilippo, F. M. and Preen, D. B. and Bulsara, M. K.},
        title = {Comorbidity and repeat admission to hospital for adverse drug reactions in older adults: retrospective cohort study},
        journal = {BMJ}, year = 2009, month = jan, day = 7, volume = 338, eid = {a2752}, doi = {10.1136/bmj.a2752}}""",
        "1. Zhang M, Holman CD, Price SD, Sanfilippo FM, Preen DB, Bulsara MK. Comorbidity and repeat admission to hospital for adverse drug "
        "reactions in older adults: retrospective cohort study. BMJ. 2009 Jan 7;338:a2752. doi: 10.1136/bmj.a2752.",
        "1. Zhang M, Holman CD, Price SD, Sanfilippo FM, Preen DB, Bulsara MK. Comorbidity and repeat admission to hospital for adverse drug "
        "reactions in older adults: retrospective cohort study. BMJ. 2009 Jan 7;338:a2752. doi:10.1136/bmj.a2752",
        "the style prints a DOI so that it can be copied: without a space before it and a full stop behind it",
    ),
    Case(
        "vancouver", "tian", "NLM samples, forthcoming article",
        r"""@article{tian, author = {Tian, D. and Araki, H. and Stahl, E. and Bergelson, J. and Kreitman, M.}, journal = {Proc Natl Acad Sci U S A},
        title = {Signature of balancing selection in {Arabidopsis}}, year = {forthcoming}}""",
        "1. Tian D, Araki H, Stahl E, Bergelson J, Kreitman M. Signature of balancing selection in Arabidopsis. Proc Natl Acad Sci U S A. "
        "Forthcoming 2002.",
        "1. Tian D, Araki H, Stahl E, Bergelson J, Kreitman M. Signature of balancing selection in Arabidopsis. Proc Natl Acad Sci U S A. "
        "forthcoming.",
        "the style knows no state of publication: it is printed in place of the date",
    ),
    # --- Harvard (Cite Them Right) ---
    Case(
        "harvard", "bell", "Cite Them Right 12, book (Open University, quick guide)",
        r"""@book{bell, author = {Bell, Judith}, title = {Doing your research project}, publisher = {Open University Press}, year = {2014}}""",
        "Bell, J. (2014) *Doing your research project*. Open University Press.",
    ),
    Case(
        "harvard", "place", "Cite Them Right 11, book, with its place (Open University, quick guide, earlier version)",
        r"""@book{place, author = {Bell, Judith}, title = {Doing your research project}, address = {Maidenhead},
        publisher = {Open University Press}, year = {2014}}""",
        "Bell, J. (2014) *Doing your research project*. Maidenhead: Open University Press.",
    ),
    Case(
        "harvard", "hedley", "Cite Them Right 12, book of two authors (Lincoln College, quick guide)",
        r"""@book{hedley, author = {Hedley, Christopher and Shaw, Non}, address = {London}, publisher = {Aeon Books}, year = {2023},
        title = {Plant medicine: a collection of the teachings of herbalists {Christopher Hedley} \& {Non Shaw}}}""",
        "Hedley, C. and Shaw, N. (2023) *Plant medicine: a collection of the teachings of herbalists Christopher Hedley & Non Shaw*. London: "
        "Aeon Books.",
    ),
    Case(
        "harvard", "franklin", "Cite Them Right 12, chapter in an edited book (Open University, quick guide)",
        r"""@incollection{franklin, author = {Franklin, A. W.}, title = {Management of the problem}, booktitle = {The maltreatment of children},
        editor = {Smith, S. M.}, publisher = {MTP}, year = {2012}, pages = {83-95}}""",
        "Franklin, A.W. (2012) ‘Management of the problem’, in S.M. Smith (ed.) *The maltreatment of children*. MTP, pp. 83–95.",
    ),
    Case(
        "harvard", "foran", "Cite Them Right 12, journal article (Open University, quick guide for law)",
        r"""@article{foran, author = {Foran, Michael}, title = {The cornerstone of our law: equality, consistency and judicial review},
        journal = {Cambridge Law Journal}, year = {2022}, volume = {81}, number = {2}, pages = {249--272}}""",
        "Foran, M. (2022) ‘The cornerstone of our law: equality, consistency and judicial review’, *Cambridge Law Journal*, 81(2), pp. 249–272.",
    ),
    Case(
        "harvard", "burton", "Cite Them Right 12, web page (Open University, quick guide)",
        r"""@online{burton, author = {Burton, P. A.}, title = {Castles of Spain}, year = {2012}, url = {http://www.castlesofspain.co.uk/},
        urldate = {2015-10-14}}""",
        "Burton, P.A. (2012) *Castles of Spain*. Available at: http://www.castlesofspain.co.uk/ (Accessed: 14 October 2015).",
    ),
    Case(
        "harvard", "mind", "rule: Cite Them Right 12, organisation as author, “no date”; read on a day that BibTeX has in words",
        r"""@misc{mind, author = {{Mind}}, title = {Peer support}, howpublished = {\url{https://www.mind.org.uk/peer_support}},
        note = {Accessed: 1 May 2020}}""",
        "Mind (no date) *Peer support*. Available at: https://www.mind.org.uk/peer_support (Accessed: 1 May 2020).",
    ),
    Case(
        "harvard", "shirazi", "rule: Cite Them Right 12, article with a DOI: “Available at:” and its address",
        r"""@article{shirazi, author = {Shirazi, T.}, title = {Successful teaching placements in secondary schools}, year = {2010}, volume = {33},
        journal = {European Journal of Teacher Education}, number = {3}, pages = {323--326}, doi = {10.1080/02619761003602246}}""",
        "Shirazi, T. (2010) ‘Successful teaching placements in secondary schools’, *European Journal of Teacher Education*, 33(3), pp. 323–326. "
        "Available at: https://doi.org/10.1080/02619761003602246.",
    ),
    Case(
        "harvard", "norrie", "rule: Cite Them Right 12, four or more authors: the first and *et al.*",
        r"""@article{norrie, author = {Norrie, Caroline and Hammond, Jenny and D'Avray, Lynda and Collington, Val and Fook, Jan}, year = 2012,
        title = {Doing it differently? {A} review of literature on teaching reflective practice}, journal = {Reflective Practice},
        volume = 13, number = 4, pages = {565--578}}""",
        "Norrie, C. *et al.* (2012) ‘Doing it differently? A review of literature on teaching reflective practice’, *Reflective Practice*, "
        "13(4), pp. 565–578.",
    ),
    Case(
        "harvard", "sizer", "rule: Cite Them Right 12, edition: “edn”",
        r"""@book{sizer, author = {Sizer, Frances S. and Whitney, Eleanor}, title = {Nutrition: concepts \& controversies}, edition = {15th},
        address = {Boston, MA}, publisher = {Cengage}, year = {2020}}""",
        "Sizer, F.S. and Whitney, E. (2020) *Nutrition: concepts & controversies*. 15th edn. Boston, MA: Cengage.",
    ),
    Case(
        "harvard", "tregear", "rule: Cite Them Right 12, thesis: level, then institution",
        r"""@phdthesis{tregear, author = {Tregear, Angela E. J.}, title = {Speciality regional foods in the {UK}}, school = {Newcastle University},
        year = {2001}}""",
        "Tregear, A.E.J. (2001) *Speciality regional foods in the UK*. PhD thesis. Newcastle University.",
    ),
    Case(
        "harvard", "health", "rule: Cite Them Right 12, report of an organisation that is its publisher, which is named again",
        r"""@report{health, author = {{Department of Health and Social Care}}, title = {The quality of care}, location = {London}, date = {2008-06},
        institution = {{Department of Health and Social Care}}}""",
        "Department of Health and Social Care (2008) *The quality of care*. London: Department of Health and Social Care.",
    ),
    Case(
        "harvard", "grey", "rule: Cite Them Right 12, a work that stands by itself: its title in italics",
        r"""@misc{grey, author = {Faulkner, Alison}, title = {The inconvenient complications of peer support}, year = {2019},
        howpublished = {National Survivor User Network}}""",
        "Faulkner, A. (2019) *The inconvenient complications of peer support*. National Survivor User Network.",
    ),
    Case(
        "harvard", "quoting", "rule: Cite Them Right 12, quotation marks: double ones within the single ones of a title",
        r"""@article{quoting, author = {de Beauvoir, Simone}, title = {``Nothing about us'': the users' view}, journal = {Peers}, year = {1999},
        volume = {3}, pages = {1-2}}""",
        "de Beauvoir, S. (1999) ‘“Nothing about us”: the users’ view’, *Peers*, 3, pp. 1–2.",
    ),
)  # fmt: skip

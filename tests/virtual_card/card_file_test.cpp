#include <sscard/virtual_card/demo.hpp>

#include "cards.hpp"
#include "catch.hpp"

using namespace sscard;
using namespace sscard::virtual_card;

namespace {

struct Wrong {
    std::string members;
    std::string about;     // first word of the error: the key
    std::string sentence;  // a part of it
};

Error error_of(const std::string& json) {
    const auto card = CardFile::parse(json);
    REQUIRE_FALSE(card);
    return card.error();
}

}  // namespace

TEST_CASE("what is wrong in a card file is named by its key", "[virtual_card][card_file]") {
    const auto wrong = GENERATE(values<Wrong>({
        {R"("owner": {})", "owner", "unknown key"},
        {R"("card": {"region": "310000"})", "card.region", "unknown key"},
        {R"("holder": {"Name": "x"})", "holder.Name", "unknown key"},
        {R"("behaviour": {"fast": true})", "behaviour.fast", "unknown key"},
        {R"("card": {"class": {"hex": "00"}})", "card.class.hex", "unknown key"},
        {R"("files": {"EF0C": {"data": "00"}})", "files.EF0C.data", "unknown key"},
        {R"("faults": [{"at": 1, "kind": "mute", "when": 2}])", "faults[0].when", "unknown key"},
        {R"("card": [])", "card", "must be an object"},
        {R"("card": {"class": 3})", "card.class", "must be text"},
        {R"("card": {"class": ""})", "card.class", "null"},
        {R"("card": {"class": "33"})", "card.class", "does not fit"},
        {R"("card": {"number": "D2143569X0"})", "card.number", "does not fit"},
        {R"("card": {"identification_number": "31000Z"})", "card.identification_number", "hexadecimal"},
        {R"("card": {"initialising_body": "9156000002310000310100010"})", "card.initialising_body", "fit"},
        {R"("card": {"issued_on": "2020-6-1"})", "card.issued_on", "date"},
        {R"("card": {"issued_on": "2020-02-30"})", "card.issued_on", "date"},
        {R"("card": {"issued_on": "20200601"})", "card.issued_on", "date"},
        {R"("card": {"issued_on": "2O20-06-01"})", "card.issued_on", "date"},
        {R"("card": {"class": {}})", "card.class", "raw"},
        {R"("card": {"class": {"raw": "33", "absent": true}})", "card.class", "raw"},
        {R"("card": {"class": {"absent": false}})", "card.class", "absent"},
        {R"("card": {"class": {"raw": "3"}})", "card.class.raw", "hexadecimal"},
        {R"("holder": {"sex": "2"})", "holder.sex", "one of"},
        {R"("holder": {"birthplace_code": "11010A"})", "holder.birthplace_code", "decimal"},
        {R"("holder": {"birthplace_code": ""})", "holder.birthplace_code", "decimal"},
        {R"("holder": {"ethnic_group_code": "001"})", "holder.ethnic_group_code", "does not fit"},
        {R"("protocol": "T=2")", "protocol", "one of"},
        {R"("mute": "yes")", "mute", "true or false"},
        {R"("atr": "3B6D")", "atr", "well-formed"},
        {R"("atr": "3B800180")", "atr", "well-formed"},
        {R"("atr": "3B")", "atr", "bytes"},
        {R"("algorithm": "aes")", "algorithm", "one of"},
        {R"("blocked": "6A")", "blocked", "bytes"},
        {R"("protected": ["holder"])", "protected[0]", "not on the card"},
        {R"("protected": "holder")", "protected", "list"},
        {R"("protected": [], "protected_status": 6982)", "protected_status", "text"},
        {R"("rights": {"holder": "pin"})", "rights.holder", "not on the card"},
        {R"("card": {}, "rights": {"card": "PIN"})", "rights.card", "one of"},
        {R"("card": {}, "rights": {"EF05": "pin", "card": "pin"})", "rights.card", "already"},
        {R"("card": {}, "protected": ["card"], "rights": {"card": "pin"})", "rights.card", "already"},
        {R"("rights": ["card"])", "rights", "object"},
        {R"("pin": "123456")", "pin", "object"},
        {R"("pin": {})", "pin", "needs"},
        {R"("pin": {"value": "123"})", "pin.value", "digits"},
        {R"("pin": {"value": "12345678901234567"})", "pin.value", "digits"},
        {R"("pin": {"value": "12345A"})", "pin.value", "digits"},
        {R"("pin": {"value": "1234", "limit": 0})", "pin.limit", "at least 1"},
        {R"("pin": {"value": "1234", "limit": 16})", "pin.limit", "at most"},
        {R"("pin": {"value": "1234", "left": 4})", "pin.left", "at most"},
        {R"("pin": {"value": "1234", "tries": 3})", "pin.tries", "unknown key"},
        {R"("authentication": {})", "authentication", "needs"},
        {R"("authentication": {"genuine": 1})", "authentication.genuine", "true or false"},
        {R"("authentication": {"genuine": true, "left": 4})", "authentication.left", "at most"},
        {R"("authentication": {"genuine": true, "value": "1234"})", "authentication.value", "unknown key"},
        {R"("authentication": {"genuine": true}, "atr": "3B670000AABBCCDDEEFF00")", "authentication",
         "8 historical"},
        {R"("files": {"photo": {"binary": "00"}})", "files.photo", "path"},
        {R"("files": {"DF01/": {"binary": "00"}})", "files.DF01/", "path"},
        {R"("files": {"DF01-EF05": {"binary": "00"}})", "files.DF01-EF05", "path"},
        {R"("files": {"3F00": {"binary": "00"}})", "files.3F00", "path"},
        {R"("files": {"EF0C": {}})", "files.EF0C", "either"},
        {R"("files": {"EF0C": {"records": [], "binary": "00"}})", "files.EF0C", "either"},
        {R"("files": {"EF0C": {"binary": ""}})", "files.EF0C.binary", "bytes"},
        {R"("files": {"EF0C": {"records": [""]}})", "files.EF0C.records[0]", "bytes"},
        {R"("card": {}, "files": {"EF05": {"records": []}})", "files.EF05", "already"},
        {R"("files": {"ef0c": {"records": []}, "EF0C": {"records": []}})", "files.ef0c", "already"},
        {R"("applications": ["A0000003"])", "applications[0]", "bytes"},
        {R"("applications": [{}])", "applications[0]", "needs"},
        {R"("applications": [{"aid": "A0000003"}])", "applications[0].aid", "bytes"},
        {R"("applications": [{"aid": "A000000333", "name": ""}])", "applications[0].name", "unknown key"},
        {R"("applications": [{"aid": "A000000333", "needs_processing_options": true}])", "applications[0]",
         "needs"},
        {R"("applications": [{"aid": "A000000333", "processing_options": ""}])",
         "applications[0].processing_options", "bytes"},
        {R"("applications": [{"aid": "A000000333", "files": {"1F": {"records": []}}}])",
         "applications[0].files.1F", "short identifier"},
        {R"("applications": [{"aid": "A000000333", "files": {"00": {"records": []}}}])",
         "applications[0].files.00", "short identifier"},
        {R"("applications": [{"aid": "A000000333", "files": {"1": {"records": []}}}])",
         "applications[0].files.1", "short identifier"},
        {R"("applications": [{"aid": "A000000333", "files": {"0a": {"records": []}, "0A": {"records": []}}}])",
         "applications[0].files.0a", "already"},
        {R"("files": {"EF0C": {"cyclic": ["0102", "03"]}})", "files.EF0C.cyclic", "one length"},
        {R"("files": {"EF0C": {"cyclic": [], "records": []}})", "files.EF0C", "either"},
        {R"("behaviour": {"le_zero": "61"})", "behaviour.le_zero", "one of"},
        {R"("behaviour": {"select_ef_p1": ["04"]})", "behaviour.select_ef_p1[0]", "one of"},
        {R"("behaviour": {"challenge_seed": -1})", "behaviour.challenge_seed", "whole number"},
        {R"("faults": [{"kind": "mute"}])", "faults[0]", "needs"},
        {R"("faults": [{"at": 0, "kind": "mute"}])", "faults[0].at", "from 1"},
        {R"("faults": [{"at": 1, "kind": "fire"}])", "faults[0].kind", "one of"},
        {R"("faults": [{"at": 1, "kind": "status"}])", "faults[0]", "sw"},
        {R"("faults": [{"at": 1, "kind": "mute", "sw": "6F00"}])", "faults[0]", "sw"},
        {R"("faults": [{"at": 1, "kind": "garbage"}])", "faults[0]", "bytes"},
        {R"("faults": [{"at": 1, "kind": "mute"}, {"at": 1, "kind": "mute"}])", "faults[1]", "second"},
    }));
    INFO(wrong.members);
    const auto error = error_of(card_json(wrong.members));
    CHECK(error.fault == Fault::input);
    REQUIRE(error.sentence != nullptr);
    INFO(error.sentence);
    CHECK(std::string{error.sentence}.find(wrong.sentence) != std::string::npos);
    REQUIRE_FALSE(error.words.empty());
    CHECK(error.words.front() == wrong.about);
}

TEST_CASE("a card file that is no JSON is refused with the line", "[virtual_card][card_file]") {
    CHECK(error_of("").words.front() == "1");
    CHECK(error_of("{\n  \"schema\": \"sscard.card/1\",\n  \"card\": {,}\n}").words.front() == "3");
    CHECK(error_of("{\n\"schema\": \"\xFF\"}").words.front() == "2");
    CHECK(error_of("[]").sentence == std::string{"the card file must hold one JSON object"});
    CHECK(error_of(R"({"schema": 1e999})").fault == Fault::input);
}

TEST_CASE("every beginning of a card file that stops before its end is refused",
          "[virtual_card][card_file]") {
    const auto whole = demo_card_json().substr(0, demo_card_json().rfind('}') + 1);
    REQUIRE(CardFile::parse(whole));
    for (std::size_t size = 0; size < whole.size(); ++size)
        CHECK_FALSE(CardFile::parse(whole.substr(0, size)));
}

TEST_CASE("a key that stands twice is refused", "[virtual_card][card_file]") {
    const auto error = error_of(card_json(R"("card": {"class": "3", "class": "4"})"));
    CHECK(error.words == std::vector<std::string>{"class"});
    CHECK(CardFile::parse(
        card_json(R"("card": {}, "files": {"EF0C": {"records": []}, "EF0D": {"records": []}})")));
}

TEST_CASE("a card file says which form it has", "[virtual_card][card_file]") {
    CHECK(std::string{error_of("{}").sentence}.find("schema") != std::string::npos);
    CHECK(error_of(R"({"schema": "sscard.card/2"})").words.front() == "schema");
}

TEST_CASE("a card cannot speak a protocol that its answer to reset does not offer",
          "[virtual_card][card_file]") {
    CHECK(error_of(card_json(R"("protocol": "T=1")")).words.back() == "T=1");
    CHECK(CardFile::parse(card_json(R"("protocol": "T=1", "atr": "3B800181")")));
}

TEST_CASE("no error of a card file holds what the file says of a person", "[virtual_card][card_file]") {
    for (const std::string members :
         {R"("holder": {"id_number": "11010519491231002X9"})", R"("holder": {"sex": "张三"})",
          R"("holder": {"birth_date": "张三"})"}) {
        const auto error = error_of(card_json(members));
        for (const auto& word : error.words) {
            CHECK(word.find("张三") == std::string::npos);
            CHECK(word.find("1101") == std::string::npos);
        }
    }
}

TEST_CASE("the environment is there as soon as anything is in it", "[virtual_card][card_file]") {
    CHECK_FALSE(card_with("").summary().social_security);
    CHECK_FALSE(card_with(R"("card": null, "holder": null)").summary().social_security);
    CHECK(card_with(R"("card": {})").summary().social_security);
    CHECK(card_with(R"("files": {"DF01/EF05": {"records": []}})").summary().social_security);
    CHECK_FALSE(card_with(R"("files": {"3F00/DF11/EF05": {"records": []}})").summary().social_security);
}

TEST_CASE("a malformed record can be put in place of the good ones", "[virtual_card][card_file]") {
    const auto card =
        card_with(R"("files": {"EF05": {"records": ["0304322E3030", "0720443231"]}}, "holder": {})");
    CHECK(card.summary().spec_version == "2.00");
    CHECK(records_of(card, 0xEF06).size() == 7);  // the version decides about record 4E all the same
}

TEST_CASE("an identifier twice on the way to a file is one directory", "[virtual_card][card_file]") {
    const auto card = card_with(
        R"("files": {"DF01/EF05": {"records": []}, "DF01/EF06": {"records": []}, "DF01/EF07": {"binary": "00"}})");
    REQUIRE(card.master.dedicated.at(0).dedicated.size() == 1);
    CHECK(card.master.dedicated.at(0).dedicated.at(0).elementary.size() == 3);
}

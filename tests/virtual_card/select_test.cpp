#include "cards.hpp"
#include "catch.hpp"

using namespace sscard::virtual_card;

namespace {

const std::string card_section = R"("card": {"spec_version": "2.00"}, "holder": {})";
const std::string name = "7378312E73682EC9E7BBE1B1A3D5CF";

}  // namespace

TEST_CASE("SELECT by name finds the environment and says how much FCI waits", "[virtual_card][select]") {
    Engine plain{card_with(card_section)};
    CHECK(send(plain, select_environment) == "6118");
    CHECK(send(plain, "00C0000018") == "6F16840F" + name + "A50388011E9000");
}

TEST_CASE("the FCI names the algorithm where the card file does", "[virtual_card][select]") {
    const auto [word, number] =
        GENERATE(table<std::string, std::string>({{"3des", "01"}, {"ssf33", "02"}, {"sm4", "03"}}));
    Engine card{card_with(card_section + R"(, "algorithm": ")" + word + "\"")};
    CHECK(send(card, select_environment) == "611E");
    CHECK(send(card, "00C000001E") == "6F1C840F" + name + "A50988011E9F0C038601" + number + "9000");
}

TEST_CASE("the FCI can be given, or be none", "[virtual_card][select]") {
    Engine own{card_with(card_section + R"(, "behaviour": {"fci": "6F00"})")};
    CHECK(send(own, select_environment) == "6102");
    CHECK(send(own, "00C0000002") == "6F009000");
    Engine none{card_with(card_section + R"(, "behaviour": {"fci": ""})")};
    CHECK(send(none, select_environment) == "9000");
}

TEST_CASE("without GET RESPONSE the FCI comes at once", "[virtual_card][select]") {
    Engine card{card_with(card_section + R"(, "behaviour": {"get_response": false})")};
    CHECK(send(card, select_environment) == "6F16840F" + name + "A50388011E9000");
    CHECK(send(card, "00C0000018") == "6F00");
}

TEST_CASE("a T=1 card gives the FCI when it is asked for", "[virtual_card][select]") {
    Engine card{card_with(card_section + R"(, "protocol": "T=1", "atr": "3B800181")")};
    CHECK(send(card, select_environment) == "9000");
    CHECK(send(card, select_environment + "00") == "6F16840F" + name + "A50388011E9000");
    CHECK(send(card, select_environment + "18") == "6F16840F" + name + "A50388011E9000");
    CHECK(send(card, select_environment + "17") == "6C18");
}

TEST_CASE("a bank card does not know the environment but its own applications", "[virtual_card][select]") {
    Engine card{card_with(R"("applications": ["A000000333010101", "A000000333010102"])")};
    CHECK(send(card, select_environment) == "6A82");
    CHECK(send(card, "00A4040008A000000333010101") == "610C");
    CHECK(send(card, "00C000000C") == "6F0A8408A0000003330101019000");
    CHECK(send(card, "00A4000002EF05") == "6A82");
}

TEST_CASE("the beginning of a name finds one application after the other", "[virtual_card][select]") {
    Engine card{card_with(R"("applications": ["A000000333010101", "A000000333010102"])")};
    CHECK(send(card, "00A4040207A0000003330101") == "6A82");
    CHECK(send(card, "00A4040007A0000003330101") == "610C");
    CHECK(send(card, "00A4040207A0000003330101") == "610C");
    CHECK(send(card, "00C000000C") == "6F0A8408A0000003330101029000");
    CHECK(send(card, "00A4040207A0000003330101") == "6A82");
    CHECK(send(card, "00A4040009A00000033301010100") == "6A82");
}

TEST_CASE("an elementary file is selected by identifier, with P1 02 or 00", "[virtual_card][select]") {
    const auto [switch_value, with_02, with_00] = GENERATE(table<std::string, std::string, std::string>({
        {R"(["02", "00"])", "9000", "9000"},
        {R"(["02"])", "9000", "6A82"},
        {R"(["00"])", "6A86", "9000"},
    }));
    Engine card{card_with(card_section + R"(, "behaviour": {"select_ef_p1": )" + switch_value + "}")};
    CHECK(send(card, "00A4020002EF05") == (with_02 == "9000" ? "6A82" : with_02));
    send(card, select_environment);
    CHECK(send(card, "00A4020002EF05") == with_02);
    CHECK(send(card, "00A4000002EF06") == with_00);
    CHECK(send(card, "00A4000002EF0B") == "6A82");
}

TEST_CASE("the Shanghai form has its file under the master file", "[virtual_card][select]") {
    Engine card{card_with(R"("ef_under_mf": true, "card": {"spec_version": "2.00"})")};
    CHECK(send(card, select_environment) == "6A82");
    CHECK(send(card, "00A4020002EF05") == "9000");
    CHECK(send(card, "00B2030006") == "0304322E30309000");
}

TEST_CASE("a blocked card answers every SELECT with its status word", "[virtual_card][select]") {
    Engine card{card_with(card_section + R"(, "blocked": "6A81")")};
    CHECK(send(card, select_environment) == "6A81");
    CHECK(send(card, "00A40000023F00") == "6A81");
    CHECK(send(card, "00B2012C12") == "6A82");
}

TEST_CASE("applications of the environment are found by identifier and by name", "[virtual_card][select]") {
    Engine card{card_with(card_section + R"(, "files": {
        "DF01/EF08": {"records": ["2B0132"]}, "DF02/EF05": {"records": ["420131"]},
        "DF0A/EF05": {"records": ["01"]}})")};
    CHECK(send(card, "00A4000002DF01") == "6A82");
    send(card, select_environment);
    CHECK(send(card, "00A4000002DF01") == "610A");
    CHECK(send(card, "00C000000A") == "6F088406D156000005009000");
    CHECK(send(card, "00A4000002DF01") == "610A");
    CHECK(send(card, "00A4000002DF02") == "610A");
    CHECK(send(card, "00A4000002DF0A") == "9000");
    CHECK(send(card, "00A40000023F00") == "9000");
    CHECK(send(card, "00A4040006D15600000500") == "610A");
    CHECK(send(card, "00A4020002EF08") == "9000");
}

TEST_CASE("files under the master file are reached from there", "[virtual_card][select]") {
    Engine card{card_with(R"("files": {"3F00/0015": {"binary": "0102"}})")};
    CHECK(send(card, "00A40200020015") == "9000");
    CHECK(send(card, "00B0000002") == "01029000");
    CHECK(send(card, select_environment) == "6A82");
}

TEST_CASE("SELECT refuses what the specification does not have", "[virtual_card][select]") {
    const auto [command, status] = GENERATE(table<std::string, std::string>({
        {"00A4010002DF01", "6A86"},                                // child
        {"00A40300", "6A86"},                                      // parent
        {"00A4000C023F00", "6A86"},                                // no answer
        {"00A4020202EF05", "6A86"},                                // next file
        {"00A40401057378312E73", "6A86"},                          // last
        {"00A40000013F", "6700"},                                  // half an identifier
        {"00A4020003EF0500", "6700"},                              //
        {"00A40200", "6700"},                                      // no identifier
        {"00A40400047378312E", "6700"},                            // shorter than a RID
        {"00A40400117378312E73682EC9E7BBE1B1A3D5CF0000", "6700"},  // longer than a name can be
        {"00A40000020000", "6A82"},                                //
    }));
    Engine card{card_with(card_section)};
    INFO(command);
    CHECK(send(card, command) == status);
}

TEST_CASE("SELECT of a file that is not there leaves the selection alone", "[virtual_card][select]") {
    Engine card{card_with(card_section)};
    send(card, select_environment);
    send(card, "00A4020002EF05");
    CHECK(send(card, "00A4020002EF0C") == "6A82");
    CHECK(send(card, "00B2030006") == "0304322E30309000");
}

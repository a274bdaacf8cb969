#include "catch.hpp"
#include "redacted.hpp"

using namespace sscard;
using namespace sscard::card;

namespace {

const std::string common_application = "D15600000500";
const std::string bank = "00A4040008A000000333010101";

/// A record of EF05 or EF06 of the environment.
std::string record(Redacted& redacted, std::string_view file, const std::string& bytes) {
    const auto answer = redacted(file == "EF05" ? "00B2012D00" : "00B2013500", bytes + "9000");
    return answer.substr(0, answer.size() - 4);
}

std::string record(std::string_view file, const std::string& bytes) {
    Redacted redacted;
    redacted.enter_environment();
    return record(redacted, file, bytes);
}

}  // namespace

TEST_CASE("the issuer's data become those of an invented card", "[card][redaction]") {
    struct Example {
        const char* record;
        const char* redacted;
    };
    const auto example =
        GENERATE(Example{"0110440300D156000005BF7C7A017A3C5E90", "0110310000D1560000050000000100000000"},
                 Example{"0110440300D156000005BF7C7A01FFFFFFFF",
                         "0110310000D15600000500000001FFFFFFFF"},  // a test card
                 Example{"0110FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF", "0110FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF"},
                 Example{"0110440300D156000006BF7C7A017A3C5E90",
                         "0110111111A111111111AF1A1A111A1A1E11"},           // no such number
                 Example{"020132", "020133"}, Example{"020137", "020138"},  // a class, an unknown one
                 Example{"0304322E3031", "0304322E3031"},                   // versions are nobody's
                 Example{"0304D5C5C8FD", "0304C4B3C4B3"},                   // this is no version
                 Example{"040C915600000244030044030001", "040C915600000231000031000001"},
                 Example{"050420180820", "050420000101"}, Example{"050420181320", "050411111111"},
                 Example{"0504FFFFFFFF", "0504FFFFFFFF"}, Example{"060420280820", "060420991231"},
                 Example{"060420180820", "060420001231"},                      // expired stays expired
                 Example{"0709455430303030373758", "0709443231343335363958"},  // ET000077X
                 Example{"0709455430303030373750", "0709443231343335363930"},  // with a wrong check character
                 Example{"070C455430303030373758414231", "070C443231343335363958414130"},  // too long
                 Example{"070A45543030303037373100", "070A44323134333536393000"},
                 Example{"0709D5C5C8FDD5C5C8FDD5", "0709C4B3C4B3C4B3C4B3C4"});
    CAPTURE(example.record);
    CHECK(record("EF05", example.record) == example.redacted);
}

TEST_CASE("the holder's data become the invented person's", "[card][redaction]") {
    struct Example {
        const char* record;
        const char* redacted;
    };
    const auto example = GENERATE(
        Example{"0812343430333035313938353132313537353335", "0812313130313035313934393132333130303258"},
        Example{"0812343430333035313938353132313537353336",
                "0812313130313035313934393132333130303231"},  // wrong
        Example{"0812383130303030313939303031303130303133", "0812303030303030303030303030303030303030"},
        Example{"0812555341313937383038303330303031322020", "0812414141303030303030303030303030302020"},
        Example{"0908C5B7D1F4CEC40000", "0908D5C5C8FDC8FD0000"},  // characters for characters
        Example{"09084A6F204CC3B90000", "0908416120 41D5C50000"}, Example{"0904D5C50020", "0904D5C50020"},
        Example{"0A0132", "0A0132"}, Example{"0A0131", "0A0132"},  // nothing to compare it with
        Example{"0A0139", "0A0139"}, Example{"0A0134", "0A0133"}, Example{"0B0115", "0B0101"},
        Example{"0B0178", "0B0177"}, Example{"0B01FF", "0B01FF"}, Example{"0C03440305", "0C03310000"},
        Example{"0C034403FF", "0C033100FF"}, Example{"0C034A0305", "0C031A1111"},
        Example{"0D0419851215", "0D0419491231"}, Example{"0D0419851315", "0D0411111111"},
        Example{"0D0400000000", "0D0400000000"});
    CAPTURE(example.record);
    CHECK(record("EF06", example.record) == to_hex(test::hex(example.redacted)));
}

TEST_CASE("what agreed with the id number still does, what did not does not", "[card][redaction]") {
    const std::string number = "0812343430333035313938353132313537353335";  // 1985-12-15, male
    const std::string invented = "0812313130313035313934393132333130303258";
    CHECK(record("EF06", number + "0A01310D0419851215") == invented + "0A01320D0419491231");
    CHECK(record("EF06", number + "0A01320D0419851216") == invented + "0A01310D0419500101");
    CHECK(record("EF06", number + "0A0139") == invented + "0A0139");

    Redacted one_by_one;
    one_by_one.enter_environment();
    CHECK(record(one_by_one, "EF06", number) == invented);
    CHECK(record(one_by_one, "EF06", "0A0132") == "0A0131");
    CHECK(record(one_by_one, "EF06", "0D0419851215") == "0D0419491231");
}

TEST_CASE("a character of the name that two records share stays one", "[card][redaction]") {
    const std::string name = "091E41B0A2B2B7B6C5C0D5B0A2B2B7B6C5C0D5B0A2B2B7B6C5C0D5A1A4C2F2C2";  // ...·买+
    const std::string rest = "4E14F2CCE1C3F7000000000000000000000000000000";  // +买提明
    const std::string invented = "091E41D5C5C8FDC8FDC8FDC8FDC8FDC8FDC8FDC8FDC8FDC8FDC8FDC8FDC8FDC8";
    Redacted redacted;
    redacted.enter_environment();
    CHECK(record(redacted, "EF06", name) == invented);
    CHECK(record(redacted, "EF06", rest) == "4E14FDC8FDC8FD" + std::string(30, '0'));
    CHECK(record("EF06", "4E04C2F20000") == "4E04C8FD0000");  // where it begins with a whole one
}

TEST_CASE("items of the applications are replaced by their notation and their code table",
          "[card][redaction]") {
    struct Example {
        const char* application;
        const char* sfi;
        const char* record;
        const char* redacted;
    };
    const auto example =
        GENERATE(Example{"D15600000500", "2D", "20023530", "20023130"},  // a code of the table
                 Example{"D15600000500", "2D", "20023939", "20023434"},  // none, and none
                 Example{"D15600000500", "2D", "2106C4CFBEA90000", "2106C4B3C4B30000"},  // an address
                 Example{"D15600000500", "2D", "0E03440305", "0E03310000"},
                 Example{"D15600000500", "35", "280F3133382D303034373131000000000000",
                         "280F3030302D303030303030000000000000"},
                 Example{"D15600000500", "55", "370443484EEE", "3704414141EE"},
                 Example{"D15600000501", "35", "4D043201EEEE", "4D041111EEEE"},  // filled with E
                 Example{"D15600000501", "35", "4C0420130630", "4C0420000101"},
                 Example{"D15600000501", "35", "4C0420130631", "4C0411111111"},
                 Example{"D15600000503", "2D", "81083338303130303130", "81083331303030303030"},
                 Example{"D15600000503", "2D", "9A03123456", "9A03111111"});  // in no table
    CAPTURE(example.application, example.record);
    Redacted redacted;
    redacted.enter(example.application);
    CHECK(redacted(std::string{"00B201"} + example.sfi + "00", std::string{example.record} + "9000") ==
          std::string{example.redacted} + "9000");
}

TEST_CASE("items inside items are replaced one by one", "[card][redaction]") {
    Redacted redacted;
    redacted.enter(common_application);
    redacted("00A4020002EF15", "9000");
    CHECK(redacted("00B2020400", "401557033230315803112233 5909C4CFBEA9B4F3D1A700 9000") ==
          "40155703303030580331000059"
          "09C4B3C4B3C4B3C4B300"
          "9000");
}

TEST_CASE("cyclic records are replaced field by field", "[card][redaction]") {
    Redacted redacted;
    redacted.enter("D15600000503");
    redacted("00A4020002EF08", "9000");
    CHECK(redacted("00B201041C", "000232320011223344202406011530450000000000000BB80000007B9000") ==
          "000131111111111111200001010800000000000000000001000000019000");
}

TEST_CASE("an account stays an account: digits, check digit, expiry", "[card][redaction]") {
    Redacted redacted;
    redacted(bank, "9000");
    // 6217 0012 3456 7890 127 with a right check digit
    CHECK(redacted("00B2010C00",
                   "7026 57136217001234567890122D28122200000123000F 5F200E4F5559414E472F57454E4A494E47 9000")
              .starts_with("702657136200000000000000000D4912000000000000"
                           "0F5F200E4141"));
    CHECK(redacted("00B2011400", "700D 5A0862170012345678 9F 5F34 0101 9000").find("62170012") ==
          std::string::npos);
    CHECK(redacted("00B2011400", "7006 5F2403 280131 9000") == "70065F24034912319000");  // valid
    CHECK(redacted("00B2011400", "7006 5F2403 200131 9000").find("200131") == std::string::npos);
}

TEST_CASE("what says how the bank's application works stays", "[card][redaction]") {
    Redacted redacted;
    const std::string fci =
        "6F268408A000000333010101A51A500A50424F432044454249548701019F38039F7A015F2D027A68";
    CHECK(redacted(bank, fci + "9000") == fci + "9000");
    CHECK(redacted("80A80000028300", "800A7C0008010100100101009000") == "800A7C0008010100100101009000");
    CHECK(redacted("80A80000028300", "770F 82027C00 9404 08010100 9F3602 1234 9000") ==
          "770F82027C009404080101009F360211119000");
    const std::string directory = "701B61194F08A000000333010101500A50424F43204445424954870101";
    CHECK(redacted("00B2010C1D", directory + "9000") == directory + "9000");
}

TEST_CASE("of the answer to SELECT the issuer's own data are filled, but for the cipher",
          "[card][redaction]") {
    Redacted redacted;
    CHECK(redacted(select_name, fci + "9000") == fci + "9000");
    CHECK(redacted(select_name, "6F0E8402 4142 A508 9F0C05 6217001234 9000") ==
          "6F0E84024142A5089F0C0511111111119000");
    CHECK(redacted(select_name, "62178001FF 9000").find("8001") == std::string::npos);  // no template
}

TEST_CASE("challenges and cryptograms become zeros", "[card][redaction]") {
    Redacted redacted;
    redacted.enter_environment();
    CHECK(redacted("0084000008", "A1B2C3D4E5F607189000") == "00000000000000009000");
    CHECK(redacted("0088000010000102030405060708090A0B0C0D0E0F", "A1B2C3D4E5F607189000") ==
          "00000000000000009000");
    CHECK(redacted("0082000A10000102030405060708090A0B0C0D0E0F", "63C2") == "63C2");
}

TEST_CASE("of commands the names of files are written, other data are hidden", "[card][redaction]") {
    Redacted redacted;
    for (const auto* const command : {select_name.c_str(), "00A4020002EF05", "00B2012D40", "00840000"})
        CHECK(redacted.command(command) == command);
    CHECK(redacted.command("04D68700080102030405060708") == "04D6870008");
    CHECK(redacted.command("80A80000028300") == "80A8000002");
}

TEST_CASE("what answers a challenge of zeros is zeros", "[card][redaction]") {
    Redacted redacted;
    const std::string zeros(32, '0');
    const std::string blocks = "101112131415161718191A1B1C1D1E1F";
    CHECK(redacted.command("0088000010" + blocks) == "0088000010" + zeros);
    CHECK(redacted.command("0082000A10" + blocks) == "0082000A10" + zeros);
    CHECK(redacted.command("0082000A11" + blocks + "01") == "0082000A11" + zeros);  // the version is hidden
    CHECK(redacted.command("0082000A081011121314151617") == "0082000A08");
}

TEST_CASE("region and serial number are taken out of the answer to reset", "[card][redaction]") {
    Redacted redacted;
    CHECK(redacted.atr("3B6D000000814A44468660519912345678") == "3B6D000000814A44468660310000000000");
    CHECK(redacted.atr("3B8D80010081544C96868451011234567859") == "3B8D80010081544C96868431000000000030");
    CHECK(redacted.atr("3B8D80010081544C96868451011234567856") == "3B8D80010081544C9686843100000000003F");
    CHECK(redacted.atr("3B0312AB34").substr(0, 4) == "3B03");
    CHECK(redacted.atr("3B0312AB34") == "3B03000000");
    CHECK(redacted.atr("3B6D0000") == "00000000");  // it makes no sense
    CHECK(redacted.atr("").empty());
}

TEST_CASE("an answer that comes in parts is replaced as the whole that it is", "[card][redaction]") {
    Redacted redacted;
    redacted.enter_environment();
    CHECK(redacted("00B2083000", "6114") == "6114");
    CHECK(redacted("00C0000014", "0812343430333035313938353132313537353335 9000") ==
          "08123131303130353139343931323331303032589000");
    CHECK(redacted("00B2083000", "0812343430333035 610C") == "0812303030303030610C");
    const auto rest = redacted("00C000000C", "313938353132313537353335 9000");
    CHECK(rest ==
          "313934393132333130303258"
          "9000");
    CHECK(redacted("00B2083008", "0812343430333035 9000") == "08123030303030309000");
}

TEST_CASE("the place is followed: the same tag means another thing elsewhere", "[card][redaction]") {
    Redacted redacted;
    redacted.enter_environment();
    redacted("00A4020002EF06", "9000");
    CHECK(redacted("00B20A0003", "0A01319000") == "0A01329000");
    redacted("00A4020002EF07", "6A82");  // refused: EF06 is still the current file
    CHECK(redacted("00B20A0003", "0A01319000") == "0A01329000");
    redacted("00A4000002DF01", "9000");
    CHECK(redacted("00B20A0003", "0A01319000") == "0A01309000");  // no file is selected here
    redacted("00A40000023F00", "6114");
    redacted("00A4020002EF05", "9000");  // as on cards that have no environment
    CHECK(redacted("00B2070400", "07094554303030303737589000") == "07094432313433353639589000");
}

TEST_CASE("fingerprint and photo are filled, the padding and the photo's format stay", "[card][redaction]") {
    Redacted redacted;
    redacted.enter_environment();
    CHECK(redacted("00B0870008", "01020304050600009000") == "11111111111100009000");
    CHECK(redacted("00B088000A",
                   "FFD8FFE0001011220000"
                   "9000") == "FFD811111111111100009000");
    CHECK(redacted("00B0880204", "FFD8FFE09000") == "111111119000");
    redacted("00A4020002EF08", "9000");
    CHECK(redacted("00B0000004", "424D12349000") == "424D11119000");
    CHECK(redacted("00B0000404", "424D12349000") == "111111119000");
}

TEST_CASE("what nobody knows is filled: records by their values, all else whole", "[card][redaction]") {
    Redacted redacted;
    redacted.enter_environment();
    CHECK(redacted("00B2016400",
                   "0105C4CFBEA931"
                   "020312345A"
                   "9000") ==
          "0105C4B3C4B330"
          "0203111111"
          "9000");
    CHECK(redacted("00B2016400", "4100420043009000").find("410042") == std::string::npos);
    CHECK(redacted("00B2016400", "313233343536379000") == "303030303030309000");
    CHECK(redacted("805C000204", "000012349000") == "111111119000");
    CHECK(redacted("80CA9F1700", "9F1701039000").find("9F17") == std::string::npos);
    CHECK(redacted("00B2016400", "31") == "00");  // torn off
    CHECK(redacted("00B2016400", "31323334") == "00000000");
}

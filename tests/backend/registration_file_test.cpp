#include "registration_file.hpp"

#include <sscard/text/gb18030.hpp>

#include "catch.hpp"

using namespace sscard;
using namespace sscard::backend;

namespace {

const std::string header = "id_number,name,card_number,identification_number\n";
const std::string row = "11010519491231002X,张三,D2143569X,310000D15600000500000001FFFFFFFF\n";
const std::string full_header =
    "id_number,name,card_number,identification_number,region,state,bank_state,enrolment_kind,employed_on,"
    "registered_on,balance_fen\n";

std::vector<Registration> read(const std::string& text) {
    auto registrations = read_registrations(as_bytes(text));
    REQUIRE(registrations);
    return std::move(*registrations);
}

Error mistake(const std::string& text) {
    const auto registrations = read_registrations(as_bytes(text));
    REQUIRE_FALSE(registrations);
    CHECK(registrations.error().fault == Fault::input);
    return registrations.error();
}

std::string replaced(std::string text, const std::string& old, const std::string& by) {
    return text.replace(text.find(old), old.size(), by);
}

}  // namespace

TEST_CASE("four columns are enough; the card is sealed and the account not activated", "[backend][import]") {
    const auto registrations = read(header + row);
    REQUIRE(registrations.size() == 1);
    CHECK(registrations.front() ==
          Registration{{"11010519491231002X", "张三", "", {}, {}, {}},
                       {"D2143569X", "310000D15600000500000001FFFFFFFF", {}, "0", "0"}});
}

TEST_CASE("columns come in any order", "[backend][import]") {
    const auto registrations = read(
        "balance_fen,registered_on,employed_on,enrolment_kind,bank_state,state,region,identification_number,"
        "card_number,name,id_number\n"
        "-1205,2024-09-15,2024-09-01,employee,1,4,310000,310000D15600000500000001FFFFFFFF,D2143569X,张三,"
        "11010519491231002X\n");
    REQUIRE(registrations.size() == 1);
    CHECK(registrations.front() ==
          Registration{{"11010519491231002X", "张三", "employee", "2024-09-01", "2024-09-15", -1205},
                       {"D2143569X", "310000D15600000500000001FFFFFFFF", "310000", "4", "1"}});
}

TEST_CASE("optional fields may be empty", "[backend][import]") {
    const auto registrations = read(full_header + replaced(row, "\n", ",,,,,,,\n"));
    CHECK(registrations.front() == read(header + row).front());
}

TEST_CASE("lower-case digits and letters are taken in upper case", "[backend][import]") {
    const auto registrations =
        read(header + "11010519491231002x,张三,d2143569x,310000d15600000500000001ffffffff\n");
    CHECK(registrations.front() == read(header + row).front());
}

TEST_CASE("UTF-8, UTF-8 with BOM and GB 18030 say the same, with LF and CRLF", "[backend][import]") {
    const auto expected = read(header + row);
    const auto text = replaced(header, "\n", "\r\n") + replaced(row, "\n", "\r\n");
    CHECK(read(text) == expected);
    CHECK(read("\xEF\xBB\xBF" + text) == expected);
    const auto encoded = text::to_gb18030(text).value();
    REQUIRE(std::string(encoded.begin(), encoded.end()) != text);
    CHECK(read_registrations(encoded).value() == expected);
}

TEST_CASE("a file that is neither UTF-8 nor GB 18030 is refused", "[backend][import]") {
    CHECK(mistake(header + replaced(row, "张三", "\xFF\xFF")).sentence ==
          std::string{"the file is neither UTF-8 nor GB 18030"});
}

TEST_CASE("quoted fields hold what they hold", "[backend][import]") {
    CHECK(read(header + replaced(row, "张三", "\"张,三\"")).front().person.name == "张,三");
}

TEST_CASE("one person may have several cards", "[backend][import]") {
    CHECK(read(header + row + replaced(row, "D2143569X", "D21435690")).size() == 2);
}

TEST_CASE("a header that does not fit is refused", "[backend][import]") {
    CHECK(mistake("").sentence == std::string{"the file is empty; a header is needed"});
    CHECK(mistake("id_number,name,card_number\n").words ==
          std::vector<std::string>{"1", "identification_number"});
    CHECK(mistake(replaced(header, "\n", ",name\n") + row).words == std::vector<std::string>{"1", "name"});
    const auto unknown = mistake(replaced(header, "\n", ",11010519491231002X\n") + row);
    CHECK(unknown.words ==
          std::vector<std::string>{"1", "5"});  // a name that is not known may be personal data
}

TEST_CASE("a row with too many or too few fields is refused", "[backend][import]") {
    CHECK(mistake(header + row + "a,b,c\n").words == std::vector<std::string>{"3", "3", "4"});
    CHECK(mistake(header + replaced(row, "\n", ",\n")).words == std::vector<std::string>{"2", "5", "4"});
}

TEST_CASE("every mistake names row and column, never the value", "[backend][import]") {
    const std::string first = full_header + replaced(row, "\n", ",,,,,,,\n");
    const std::vector<std::string> good{"110105198001010013",
                                        "李四",
                                        "D21435690",
                                        "310000D15600000500000002FFFFFFFF",
                                        "310000",
                                        "0",
                                        "0",
                                        "employee",
                                        "2024-09-01",
                                        "2024-09-15",
                                        "100"};
    const auto line = [](const std::vector<std::string>& fields) {
        std::string text;
        for (const auto& field : fields) text += "," + field;
        return text.substr(1) + "\n";
    };
    REQUIRE(read(first + line(good)).size() == 2);

    struct Case {
        std::size_t index;
        const char* column;
        std::vector<std::string> values;
    };
    for (const auto& [index, column, values] : std::vector<Case>{
             {0, "id_number", {"", "1", "11010519800101001", "1101051980010100133", "1101-5198001010013"}},
             {1, "name", {"", std::string(301, 'n')}},
             {2, "card_number", {"", "D2143569", "D214356900", "D2143569-", "\"D214,5690\""}},
             {3,
              "identification_number",
              {"", "310000D15600000500000002FFFFFFF", "310000D15600000500000002FFFFFFFG"}},
             {4, "region", {"31000", "3100000", "31000A"}},
             {5, "state", {"5", "00", "x", " 0"}},
             {6, "bank_state", {"2", "x"}},
             {7, "enrolment_kind", {"king", "Employee"}},
             {8, "employed_on", {"2024-9-1", "2024-02-30", "yesterday"}},
             {9, "registered_on", {"20240915"}},
             {10, "balance_fen", {"1.5", "ten", "99999999999999999999", "1 "}},
         })
        for (const auto& value : values) {
            auto fields = good;
            fields[index] = value;
            INFO(column << ": " << value);
            const auto error = mistake(first + line(fields));
            CHECK(error.words == std::vector<std::string>{"3", column});
            CHECK(std::string{error.sentence}.starts_with("row {0}, column {1}: "));
        }
}

TEST_CASE("rows of one file do not contradict each other", "[backend][import]") {
    CHECK(mistake(header + row + row).words == std::vector<std::string>{"3", "card_number"});
    const auto renamed = replaced(replaced(row, "D2143569X", "D21435690"), "张三", "李四");
    CHECK(mistake(header + row + renamed).words == std::vector<std::string>{"3", "name"});
}

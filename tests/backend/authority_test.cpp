#include <SQLiteCpp/SQLiteCpp.h>

#include <fstream>

#include "scene.hpp"

using namespace sscard;
using namespace sscard::backend;
using activation::Scope;
using testing::Scene;
using testing::TemporaryDirectory;

namespace {

std::string sentence(const Error& error) {
    CHECK(error.fault == Fault::backend_unreachable);
    return error.sentence != nullptr ? error.sentence : "";
}

const std::string header = "id_number,name,card_number,identification_number\n";

Registration second() {
    auto registration = testing::registration();
    registration.person.id_number = testing::other_id_number;
    registration.person.name = "李四";
    registration.card.number = "D21435690";
    return registration;
}

}  // namespace

TEST_CASE("an authority that was never set up says how to set it up, and is not made",
          "[backend][authority]") {
    const TemporaryDirectory place;
    for (const auto& error : {Authority::open(place.path()).error(), open_local(place.path()).error()}) {
        CHECK(sentence(error) == "the embedded authority has not been set up");
        CHECK(error.cure == std::string{"run: sscard authority init"});
    }
    CHECK(std::filesystem::is_empty(place.path()));
}

TEST_CASE("what was added is found again after the books were closed", "[backend][authority]") {
    const TemporaryDirectory place;
    auto full = testing::registration();
    full.person = {testing::id_number, "张三", "employee", "2024-09-01", "2024-09-15", 123456};
    full.card.state = "4";
    full.card.bank_state = "1";
    const auto added = Authority::create_or_open(place.path())->add(full).value();
    CHECK(added.added == 1);
    CHECK(added.replaced == 0);

    const auto authority = Authority::open(place.path());
    REQUIRE(authority);
    CHECK(authority->list().value() == std::vector{full});
    CHECK(authority->find(testing::card_number).value() == full);
    CHECK_FALSE(authority->find("D21435690").value());
}

TEST_CASE("a card that comes again is replaced, its place in the list kept", "[backend][authority]") {
    Scene scene;
    scene.put(second());
    auto changed = testing::registration();
    changed.card.identification_number = "310000D15600000500000002FFFFFFFF";
    changed.person.name = "张三丰";
    const auto imported = scene.authority.add(changed).value();
    CHECK(imported.added == 0);
    CHECK(imported.replaced == 1);
    CHECK(scene.authority.list().value() == std::vector{changed, second()});
}

TEST_CASE("a card may pass to another holder", "[backend][authority]") {
    Scene scene;
    auto passed = second();
    passed.card.number = testing::card_number;
    scene.put(passed);
    CHECK(scene.authority.list().value() == std::vector{passed});
}

TEST_CASE("an import counts what is new and what is replaced", "[backend][authority]") {
    Scene scene;
    const auto imported = scene.authority.import_csv(
        as_bytes(header + "11010519491231002X,张三,D2143569X,310000D15600000500000001FFFFFFFF\n"
                          "110105198001010013,李四,D21435690,310000D15600000500000002FFFFFFFF\n"));
    REQUIRE(imported);
    CHECK(imported->added == 1);
    CHECK(imported->replaced == 1);
    CHECK(scene.authority.list()->size() == 2);
}

TEST_CASE("an import with one mistake leaves the books as they were", "[backend][authority]") {
    Scene scene;
    const auto before = scene.authority.list().value();
    const auto imported = scene.authority.import_csv(
        as_bytes(header + "110105198001010013,李四,D21435690,310000D15600000500000002FFFFFFFF\n"
                          "110105198001010013,李四,D2143569,310000D15600000500000003FFFFFFFF\n"));
    REQUIRE_FALSE(imported);
    CHECK(imported.error().fault == Fault::input);
    CHECK(imported.error().words == std::vector<std::string>{"3", "card_number"});
    CHECK(scene.authority.list().value() == before);
}

TEST_CASE("an import that the disk breaks off leaves the books as they were", "[backend][authority]") {
    Scene scene;
    const auto before = scene.authority.list().value();
    // Refuses the second card as a full disk would, in the middle of the transaction.
    SQLite::Database{(scene.place.path() / "authority.db").string(), SQLite::OPEN_READWRITE}.exec(
        "CREATE TRIGGER t BEFORE INSERT ON cards WHEN (SELECT count(*) FROM cards) = 2"
        " BEGIN SELECT RAISE(ABORT, 'full'); END");
    const auto imported = scene.authority.import_csv(
        as_bytes(header + "110105198001010013,李四,D21435690,310000D15600000500000002FFFFFFFF\n"
                          "110105198001010013,李四,D21435691,310000D15600000500000003FFFFFFFF\n"));
    REQUIRE_FALSE(imported);
    CHECK(imported.error().fault == Fault::backend_unreachable);
    CHECK(scene.authority.list().value() == before);
}

TEST_CASE("one registration is checked like a row of a file", "[backend][authority]") {
    Scene scene;
    auto wrong = second();
    wrong.card.identification_number = "310000";
    const auto added = scene.authority.add(wrong);
    REQUIRE_FALSE(added);
    CHECK(added.error().fault == Fault::input);
    CHECK(added.error().words == std::vector<std::string>{"1", "identification_number"});
    auto lower = second();
    lower.card.number = "d21435690";
    scene.put(lower);
    CHECK(scene.authority.find("D21435690").value() == second());
}

TEST_CASE("states of both halves are set apart, to states that exist", "[backend][authority]") {
    Scene scene;
    for (const auto* state : {"1", "2", "3", "4", "9", "0"}) {
        REQUIRE(scene.authority.set_state(testing::card_number, Scope::social_security, state));
        CHECK(scene.card().state == state);
        CHECK(scene.card().bank_state == "0");
    }
    for (const auto* state : {"1", "9", "0"}) {
        REQUIRE(scene.authority.set_state(testing::card_number, Scope::bank_account, state));
        CHECK(scene.card().bank_state == state);
        CHECK(scene.card().state == "0");
    }
    CHECK(scene.authority.set_state(testing::card_number, Scope::bank_account, "2").error().fault ==
          Fault::usage);
    CHECK(scene.authority.set_state(testing::card_number, Scope::social_security, "").error().fault ==
          Fault::usage);
    CHECK(scene.authority.set_state("D21435690", Scope::social_security, "1").error().fault == Fault::usage);
}

TEST_CASE("every state has the authority's word", "[backend][authority]") {
    CHECK(state_label(Scope::social_security, "0") == "封存");
    CHECK(state_label(Scope::social_security, "1") == "正常");
    CHECK(state_label(Scope::social_security, "2") == "挂失");
    CHECK(state_label(Scope::social_security, "3") == "应用锁定");
    CHECK(state_label(Scope::social_security, "4") == "临时挂失");
    CHECK(state_label(Scope::social_security, "9") == "注销");
    CHECK(state_label(Scope::bank_account, "0") == "未激活");
    CHECK(state_label(Scope::bank_account, "1") == "已激活");
    CHECK(state_label(Scope::bank_account, "9") == "已销户");
    CHECK(state_label(Scope::bank_account, "2").empty());
}

TEST_CASE("books whose key is missing or another one are not opened", "[backend][authority]") {
    const TemporaryDirectory place;
    REQUIRE(Authority::create_or_open(place.path())->add(testing::registration()));
    std::filesystem::remove(place.path() / "key");
    SECTION("missing") {
        CHECK(sentence(Authority::create_or_open(place.path()).error()) ==
              "the key file {0} is missing; what was sealed with it stays closed");
        CHECK_FALSE(std::filesystem::exists(place.path() / "key"));
    }
    SECTION("another one") {
        const TemporaryDirectory other;
        REQUIRE(Authority::create_or_open(other.path()));
        std::filesystem::copy_file(other.path() / "key", place.path() / "key");
        CHECK(sentence(Authority::open(place.path()).error()) ==
              "the key file {0} does not belong to the embedded authority");
    }
}

TEST_CASE("no file of the authority holds personal data in clear", "[backend][authority]") {
    Scene scene;
    auto full = testing::registration();
    full.person.employed_on = "2024-09-01";
    full.person.registered_on = "2024-09-15";
    full.person.enrolment_kind = "employee";
    scene.put(full);
    scene.activate(testing::request());
    std::size_t bytes = 0;
    for (const auto& entry : std::filesystem::directory_iterator{scene.place.path()}) {
        std::ifstream file{entry.path(), std::ios::binary};
        const std::string content{std::istreambuf_iterator<char>{file}, {}};
        bytes += content.size();
        for (const auto* personal : {testing::id_number, testing::card_number, testing::identification_number,
                                     "张三", "2024-09-01", "employee"}) {
            INFO(entry.path().filename() << " " << personal);
            CHECK(content.find(personal) == std::string::npos);
        }
    }
    CHECK(bytes > 4096);
}

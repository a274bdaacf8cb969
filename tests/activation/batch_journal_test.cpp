#include <SQLiteCpp/SQLiteCpp.h>

#include <fstream>
#include <thread>

#include "batches.hpp"
#include "temporary_directory.hpp"

using namespace sscard;
using namespace sscard::activation;
using testing::TemporaryDirectory;

namespace {

/// A batch "school" of ten rows, begun.
struct Scene {
    TemporaryDirectory place;
    std::unique_ptr<BatchJournal> journal = testing::batch_journal(place.path());
    BatchRecord batch = journal->begin("school", testing::facts()).value().batch;

    std::vector<Intent> intend(std::int64_t first, std::int64_t last) {
        auto intents = testing::intents_for(batch.number, first, last);
        REQUIRE(journal->intend_all(intents));
        return intents;
    }

    void decide(const std::vector<Intent>& intents, State state) {
        REQUIRE(journal->decide_all(testing::decided(intents, state)));
    }

    /// Row and state of each row that is known: "1 activated, 2 invalid".
    std::string rows(std::int64_t after = 0, std::size_t count = 100) const {
        std::string text;
        const auto states = journal->row_states(batch.number, after, count).value();
        for (const auto& one : states)
            text += (text.empty() ? "" : ", ") + std::to_string(one.row) + " " + std::string{word(one.state)};
        return text;
    }

    void note(std::int64_t row, State state, const std::string& reason_code) {
        const RowNote note[] = {{row, state, reason_code}};
        REQUIRE(journal->note(batch.number, note));
    }

    void note_same(std::int64_t row, std::int64_t as) {
        const RowNote note[] = {{.row = row, .same_as = as}};
        REQUIRE(journal->note(batch.number, note));
    }
};

}  // namespace

TEST_CASE("a batch is begun once, and goes on under its name", "[activation][journal][batch]") {
    Scene scene;
    CHECK(scene.batch.name == "school");
    CHECK(scene.batch.facts == testing::facts());
    scene.intend(1, 1);
    scene.journal.reset();

    auto journal = testing::batch_journal(scene.place.path());
    const auto again = journal->begin("school", testing::facts()).value();
    CHECK_FALSE(again.created);
    CHECK(again.changed.empty());
    CHECK(again.batch.number == scene.batch.number);
    CHECK(again.batch.created_at == scene.batch.created_at);
    const auto other = journal->begin("office", testing::facts()).value();
    CHECK(other.created);

    const auto all = journal->batches().value();
    REQUIRE(all.size() == 2);
    CHECK(all.front().name == "office");
    CHECK(all.back().facts == testing::facts());
    CHECK(journal->batch("school").value()->number == scene.batch.number);
    CHECK_FALSE(journal->batch("School").value());
}

TEST_CASE("another file, or another way to send it, is another batch, and what differs is named",
          "[activation][journal][batch]") {
    Scene scene;
    scene.journal.reset();
    auto journal = testing::batch_journal(scene.place.path());
    auto facts = testing::facts();
    facts.sha256 = "0022";
    facts.rows = 11;
    const auto differs = journal->begin("school", facts).value();
    CHECK(differs.changed == std::vector<std::string>{"sha256", "rows"});
    CHECK(journal->note(differs.batch.number, {}).error().fault == Fault::internal);

    facts = testing::facts();
    facts.form = "json_lines";
    facts.encoding = "utf-8";
    facts.backend = "province";
    facts.scope = Scope::bank_account;
    facts.service = Service::inpatient;
    facts.actor.channel = Channel::hospital;
    CHECK(journal->begin("school", facts)->changed ==
          std::vector<std::string>{"form", "encoding", "backend", "scope", "service", "channel"});

    facts = testing::facts();
    facts.file = "renamed.csv";
    facts.actor.operator_id = "8";
    facts.actor.terminal = "another";
    CHECK(journal->begin("school", facts)->changed.empty());
}

TEST_CASE("a batch runs once at a time, and others run beside it", "[activation][journal][batch]") {
    Scene scene;
    auto other = testing::batch_journal(scene.place.path());
    CHECK(other->begin("school", testing::facts()).error().fault == Fault::batch_running);
    CHECK(scene.journal->begin("school", testing::facts()).error().fault == Fault::batch_running);
    CHECK(other->begin("office", testing::facts()));

    SECTION("left") { scene.journal->leave(scene.batch.number); }
    SECTION("the journal that began it is closed") { scene.journal.reset(); }
    CHECK(other->begin("school", testing::facts()));
}

TEST_CASE("a journal that is open for reading begins no batch", "[activation][journal][batch]") {
    Scene scene;
    auto journal = BatchJournal::open_existing(scene.place.path()).value();
    CHECK(journal->begin("office", testing::facts()).error().fault == Fault::journal);
    CHECK(journal->batches()->size() == 1);
}

TEST_CASE("the rows of a batch are known by their last state, in order", "[activation][journal][batch]") {
    Scene scene;
    const auto first = scene.intend(2, 4);
    const auto second = scene.intend(6, 7);
    scene.note(5, State::invalid, "id_number_check");
    scene.note(1, State::refused, "minor_needs_guardian");
    scene.decide({first[0]}, State::activated);
    scene.decide({first[1]}, State::pending);
    scene.decide({second[0]}, State::not_sent);
    CHECK(scene.rows() == "1 refused, 2 activated, 3 pending, 4 intended, 5 invalid, 6 not_sent, 7 intended");
    CHECK(scene.rows(2, 2) == "3 pending, 4 intended");
    CHECK(scene.rows(7).empty());

    const auto states = scene.journal->row_states(scene.batch.number, 0, 100).value();
    CHECK_FALSE(states[0].request_no);
    CHECK_FALSE(states[1].request_no);  // nothing is left to ask
    CHECK(states[2].request_no == first[1].request.request_no);
    CHECK(states[3].request_no == first[2].request.request_no);
    CHECK_FALSE(states[5].request_no);

    const auto open = scene.journal->open_rows(scene.batch.number, 3, 1).value();
    REQUIRE(open.size() == 1);
    CHECK(open[0].row == 4);
    CHECK(open[0].request_no == first[2].request.request_no);
    CHECK(scene.journal->open_rows(scene.batch.number, 0, 100)->size() == 3);

    const auto counts = scene.journal->count_rows(scene.batch).value();
    CHECK(counts[State::activated] == 1);
    CHECK(counts[State::pending] == 1);
    CHECK(counts[State::refused] == 1);
    CHECK(counts[State::invalid] == 1);
    CHECK(counts[State::intended] == 2);
    CHECK(counts[State::not_sent] == 4);  // three that were never tried
    CHECK(counts.last_at.size() == std::string{"2026-11-22T10:00:00+08:00"}.size());
    CHECK_FALSE(scene.journal->verify()->first_bad);
}

TEST_CASE("a row is sent again only when it was not sent", "[activation][journal][batch]") {
    Scene scene;
    const auto first = scene.intend(1, 1);
    for (const auto state : {State::intended, State::unknown, State::pending, State::refused,
                             State::already_active, State::activated}) {
        if (state != State::intended) scene.decide(first, state);
        CHECK(scene.journal->intend_all(testing::intents_for(scene.batch.number, 1, 1)).error().fault ==
              Fault::internal);
    }
    const auto second = scene.intend(2, 2);
    scene.decide(second, State::not_sent);
    const auto third = scene.intend(2, 2);
    CHECK(scene.rows() == "1 activated, 2 intended");
    CHECK(scene.journal->row_states(scene.batch.number, 1, 1)->front().request_no ==
          third[0].request.request_no);
    scene.decide(third, State::activated);
    CHECK(scene.rows() == "1 activated, 2 activated");
    scene.note(3, State::invalid, "id_number_check");
    CHECK_FALSE(scene.journal->intend_all(testing::intents_for(scene.batch.number, 3, 3)));
}

TEST_CASE("rows of one card share one request and its outcome", "[activation][journal][batch]") {
    Scene scene;
    scene.note_same(4, 1);
    scene.note_same(5, 2);
    CHECK(scene.rows() == "4 not_sent, 5 not_sent");
    const auto intents = scene.intend(1, 1);
    CHECK(scene.rows() == "1 intended, 4 intended, 5 not_sent");
    const auto states = scene.journal->row_states(scene.batch.number, 0, 100).value();
    CHECK_FALSE(states[1].request_no);  // it is asked about for row 1
    CHECK(states[1].same_as == 1);
    scene.decide(intents, State::activated);
    CHECK(scene.rows() == "1 activated, 4 activated, 5 not_sent");
    const auto counts = scene.journal->count_rows(scene.batch).value();
    CHECK(counts[State::activated] == 2);
    CHECK(counts[State::not_sent] == 8);

    const auto outcomes = scene.journal->row_outcomes(scene.batch.number, 0, 100).value();
    REQUIRE(outcomes.size() == 3);
    CHECK(outcomes[1].row == 4);
    CHECK(outcomes[1].same_as == 1);
    CHECK(outcomes[1].request_no == intents[0].request.request_no);
    CHECK(outcomes[1].decision->receipt_no == "R1");
    CHECK(outcomes[2].state == State::not_sent);
    CHECK_FALSE(outcomes[2].request_no);
}

TEST_CASE("the journal alone tells all that a report wants", "[activation][journal][batch]") {
    Scene scene;
    const auto intents = scene.intend(1, 3);
    scene.decide({intents[0]}, State::activated);
    const Decided refusal[] = {{intents[1].request.request_no, State::refused, testing::refused()}};
    REQUIRE(scene.journal->decide_all(refusal));
    scene.note(4, State::invalid, "id_number_check");

    const auto outcomes = scene.journal->row_outcomes(scene.batch.number, 0, 100).value();
    REQUIRE(outcomes.size() == 4);
    CHECK(outcomes[0].state == State::activated);
    CHECK(outcomes[0].took == std::chrono::milliseconds{120});
    CHECK(outcomes[0].operator_id == "7");
    CHECK(outcomes[0].decision->message == "您的社会保障卡已激活");
    CHECK_FALSE(outcomes[0].reason_code);
    CHECK(outcomes[0].first_at <= outcomes[0].last_at);
    CHECK(outcomes[1].reason_code == "card_lost");
    CHECK_FALSE(outcomes[1].took);
    CHECK(outcomes[2].state == State::intended);
    CHECK_FALSE(outcomes[2].decision);
    CHECK(outcomes[2].request_no == intents[2].request.request_no);
    CHECK(outcomes[3].reason_code == "id_number_check");
    CHECK_FALSE(outcomes[3].request_no);
    CHECK(scene.journal->row_outcomes(scene.batch.number, 1, 2)->front().row == 2);
}

TEST_CASE("a request of a batch says so wherever it is found", "[activation][journal][batch]") {
    Scene scene;
    const auto intents = scene.intend(7, 7);
    scene.decide(intents, State::activated);
    const auto record = scene.journal->find(intents[0].request.request_no).value();
    CHECK(record->batch == "school");
    CHECK(record->row == 7);
    REQUIRE(scene.journal->each({}, [](const JournalRecord& each) -> Result<void> {
        CHECK(each.batch == "school");
        return {};
    }));
}

TEST_CASE("what a running batch has in flight is left alone by others, and settled by itself",
          "[activation][journal][batch]") {
    Scene scene;
    const auto intents = scene.intend(1, 2);
    const auto& request_no = intents[0].request.request_no;
    auto other = testing::batch_journal(scene.place.path());
    CHECK_FALSE(other->take_up(request_no).value());
    CHECK(scene.journal->take_up(request_no).value());
    scene.journal->put_down(request_no);
    CHECK_FALSE(other->take_up(request_no).value());

    scene.journal->leave(scene.batch.number);
    CHECK(other->take_up(request_no).value());
    REQUIRE(scene.journal->begin("school", testing::facts()));
    CHECK_FALSE(scene.journal->take_up(request_no).value());  // somebody is just asking about it
    other->put_down(request_no);
    CHECK(scene.journal->take_up(request_no).value());
}

TEST_CASE("a request of a batch that runs no more may be asked about", "[activation][journal][batch]") {
    Scene scene;
    const auto intents = scene.intend(1, 1);
    scene.journal.reset();
    auto other = testing::batch_journal(scene.place.path());
    CHECK(other->take_up(intents[0].request.request_no).value());
    CHECK(other->decide(intents[0].request.request_no, State::unknown, {}));
    scene.journal = testing::batch_journal(scene.place.path());
    CHECK(scene.rows() == "1 unknown");
}

TEST_CASE("no file holds the name of a batch or of its file in clear", "[activation][journal][batch]") {
    Scene scene;
    scene.note(1, State::invalid, "id_number_check");
    for (const auto& entry : std::filesystem::directory_iterator{scene.place.path()}) {
        std::ifstream file{entry.path(), std::ios::binary};
        const std::string content{std::istreambuf_iterator<char>{file}, {}};
        INFO(entry.path().filename());
        for (const auto* word : {"school", "id_number_check"}) CHECK(content.find(word) == std::string::npos);
    }
}

TEST_CASE("a change of what binds a row to its request is found at that entry",
          "[activation][journal][batch]") {
    for (const auto& [change, first_bad] : {
             std::pair{"batch = NULL, row = NULL WHERE seq = 2", 2},
             std::pair{"row = 5 WHERE seq = 2", 2},
             std::pair{"row = NULL WHERE seq = 3", 3},
             std::pair{"batch = 9 WHERE seq = 3", 3},
             std::pair{"took_ms = 1 WHERE seq = 3", 3},
             std::pair{"took_ms = NULL WHERE seq = 3", 3},
             std::pair{"same_as = 2 WHERE seq = 4", 4},
             std::pair{"same_as = NULL WHERE seq = 4", 4},
             std::pair{"batch = 1 WHERE seq = 5", 5},
             std::pair{"took_ms = 5 WHERE seq = 5", 5},
         }) {
        INFO(change);
        Scene scene;
        scene.decide(scene.intend(1, 1), State::activated);
        scene.note_same(2, 1);
        REQUIRE(scene.journal->intend_all(testing::fresh_intents(1)));
        REQUIRE_FALSE(scene.journal->verify()->first_bad);
        SQLite::Database raw{(scene.place.path() / "journal.db").string(), SQLite::OPEN_READWRITE};
        raw.exec("DROP TRIGGER entries_never_change");
        raw.exec(std::string{"UPDATE entries SET "} + change);
        CHECK(scene.journal->verify()->first_bad == first_bad);
    }
}

TEST_CASE("threads that send and threads that look share one batch", "[activation][journal][batch]") {
    Scene scene;
    std::atomic<bool> good{true};
    std::vector<std::thread> threads;
    for (int t = 0; t < 3; ++t)
        threads.emplace_back([&, t] {
            for (int i = 0; i < 10; ++i) {
                const auto first = 1 + (t * 10 + i) * 4;
                const auto intents = testing::intents_for(scene.batch.number, first, first + 3);
                if (!scene.journal->intend_all(intents) ||
                    !scene.journal->decide_all(testing::decided(intents)) ||
                    !scene.journal->row_states(scene.batch.number, 0, 1000))
                    good = false;
            }
        });
    for (auto& thread : threads) thread.join();
    CHECK(good);
    CHECK(scene.journal->count_rows(scene.batch)->rows.at(static_cast<std::size_t>(State::activated)) == 120);
    CHECK_FALSE(scene.journal->verify()->first_bad);
}

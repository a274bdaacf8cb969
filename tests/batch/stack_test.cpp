#include <sscard/batch/stack.hpp>

#include "runner_scene.hpp"

using namespace sscard;
using namespace sscard::batch;
using namespace sscard::testing;
using activation::State;

namespace {

activation::Request row_of(const std::string& name) {
    activation::Request row;
    row.holder = {"11010519491231002X", name.empty() ? std::nullopt : std::optional{name}};
    row.card.number = "D2143569X";
    row.card.identification_number = "310000D15600000500000001FFFFFFFF";
    row.card.region = "310000";
    return row;
}

/// A file, a journal, and the rows by their cards.
struct Desk {
    explicit Desk(const std::string& bytes) : scene{bytes} { begin(); }

    Scene scene;
    std::optional<Input> input;
    const Check check{{}, "2026-11-22"};
    std::optional<Survey> survey;
    activation::BatchRecord batch;
    std::optional<Work> work;
    std::optional<Stack> stack;

    void begin() {
        input.emplace(scene.file.open());
        survey.emplace(batch::survey(*input, check, never_stopped).value());
        activation::BatchFacts facts;
        facts.sha256 = input->sha256();
        facts.rows = static_cast<std::int64_t>(survey->rows);
        batch = scene.journal->begin("a batch", facts).value().batch;
        work.emplace(Work{*input, check, *survey, *scene.journal, batch.number, {}, "local", scene.office});
        stack.emplace(Stack::lay_out(*work, never_stopped, scene.listener).value());
    }

    Place place(const std::string& card) const { return stack->find(card).value().value(); }

    State take(const std::string& card) {
        const auto found = place(card);
        const Patience patience{std::chrono::seconds{60}, never_stopped};
        const auto outcome = carry_out(*work, found, found.verdict.request, patience);
        if (!outcome) return stack->find(card).value()->known.state;
        stack->became(found.row, outcome->decision.result);
        return outcome->decision.result;
    }
};

}  // namespace

TEST_CASE("a card fits its row by what both give", "[batch][stack]") {
    const auto row = row_of("张三");
    CHECK(fit(row, {"11010519491231002X", "张三"}, row.card) == Fit::fits);
    CHECK(fit(row, {"", std::nullopt}, row.card) == Fit::fits);  // protected
    CHECK(fit(row, {"110105198001010016", "张三"}, row.card) == Fit::other_holder);
    CHECK(fit(row, {"11010519491231002X", "李四"}, row.card) == Fit::other_name);
    CHECK(fit(row_of(""), {"11010519491231002X", "李四"}, row.card) == Fit::fits);
    auto card = row.card;
    card.identification_number = "310000D15600000500000002FFFFFFFF";
    CHECK(fit(row, {"11010519491231002X", "张三"}, card) == Fit::other_chip);
    CHECK(fit(row, {"", std::nullopt}, card) == Fit::other_chip);
}

TEST_CASE("a request holds what the chip gives, and the row's where it gives nothing", "[batch][stack]") {
    auto row = row_of("张三");
    row.agent = activation::Agent{"王五", "110105198001010016", activation::Relation::guardian, {}};
    auto card = row.card;
    card.region.reset();
    card.spec_version = "3.00";
    const auto sent = completed(row, {"", std::nullopt, "1949-12-31"}, card,
                                {activation::Source::chip, "2026-11-22T10:00:00+08:00"});
    CHECK(sent.holder == activation::Holder{"11010519491231002X", "张三", "1949-12-31"});
    CHECK(sent.card.region == "310000");
    CHECK(sent.card.spec_version == "3.00");
    CHECK(sent.agent == row.agent);
    CHECK(sent.evidence.source == activation::Source::chip);
}

TEST_CASE("every row is found by its card and read again", "[batch][stack]") {
    for (const std::string mark : {"", "\xEF\xBB\xBF"}) {
        const Desk desk{mark + replaced(header, "\n", ",note\n") + replaced(zhang, "\n", ",\"a\nb\"\r\n") +
                        "\n" + replaced(li, "\n", ",\n")};
        CHECK(desk.place("A10000007").row == 2);
        CHECK(desk.place("A10000007").verdict.request.holder.name == "李四");
        CHECK(desk.place("D2143569X").verdict.request.holder.id_number == "11010519491231002X");
        CHECK_FALSE(desk.stack->find("A10000008").value());
        CHECK_FALSE(desk.stack->find("no card").value());
        CHECK(desk.stack->request_of(2).value().card.number == "A10000007");
    }
}

TEST_CASE("JSON Lines are found as well", "[batch][stack]") {
    const std::string line = R"({"id_number":"11010519491231002X","card_number":"A0000000N",)"
                             R"("identification_number":"310000D15600000500000001FFFFFFFF"})";
    const Desk desk{replaced(line, "N", "1") + "\n\n" + replaced(line, "N", "2")};
    CHECK(desk.place("A00000002").row == 2);
}

TEST_CASE("a changed file is told, not read", "[batch][stack]") {
    const Desk desk{header + zhang};
    desk.scene.file.write(header + li);
    CHECK(desk.stack->find("D2143569X").error().fault == Fault::input);
}

TEST_CASE("the row that is sent stands for a card, and the others are noted", "[batch][stack]") {
    const auto other = replaced(zhang, "D15600000500000001", "D15600000500000002");
    const Desk desk{header + li + li + replaced(li, "A10000007", "A1") + zhang + other};
    CHECK(desk.place("A10000007").row == 1);
    CHECK(desk.place("D2143569X").verdict.state == State::invalid);
    CHECK(desk.stack->left() == 1);
    CHECK(desk.scene.listener.news.size() == 4);
    const auto counts = desk.scene.journal->count_rows(desk.batch).value();
    CHECK(counts[State::invalid] == 3);
    CHECK(counts[State::not_sent] == 2);
}

TEST_CASE("it waits for the next row behind the last one, and begins again", "[batch][stack]") {
    Desk desk{rows(3)};
    CHECK(desk.stack->left() == 3);
    CHECK(desk.stack->next_after(0) == 1);
    CHECK(desk.take("A00000002") == State::activated);
    CHECK(desk.stack->next_after(2) == 3);
    CHECK(desk.take("A00000003") == State::activated);
    CHECK(desk.stack->next_after(3) == 1);
    CHECK(desk.take("A00000001") == State::activated);
    CHECK(desk.stack->next_after(1) == 0);
    CHECK(desk.stack->left() == 0);
    CHECK(desk.scene.each_card_once(3));
}

TEST_CASE("what is pending is not waited for; what nobody knows is", "[batch][stack]") {
    Desk desk{rows(2)};
    CHECK(desk.stack->became(1, State::pending));
    CHECK_FALSE(desk.stack->became(2, State::unknown));
    CHECK(desk.stack->left() == 1);
    CHECK(desk.stack->next_after(2) == 2);
    CHECK(desk.stack->became(2, State::refused));
    CHECK_FALSE(desk.stack->became(2, State::refused));
    CHECK(desk.stack->left() == 0);
}

TEST_CASE("an open request is asked about, not sent again", "[batch][stack]") {
    Desk desk{rows(1)};
    desk.scene.office.after = [](const auto&) { return fail(Fault::unknown_outcome, "send"); };
    desk.scene.office.on_question = [](const auto&) { return fail(Fault::unknown_outcome, "ask"); };
    CHECK(desk.take("A00000001") == State::unknown);
    CHECK(desk.stack->left() == 1);
    desk.scene.office.on_question = [](const auto&) { return std::nullopt; };
    CHECK(desk.take("A00000001") == State::activated);
    CHECK(desk.scene.office.sent() == 1);
    CHECK(desk.scene.each_card_once(1));
}

TEST_CASE("a row that was not sent is sent by the next try, and a run goes on", "[batch][stack]") {
    Desk desk{rows(2)};
    desk.scene.office.before = [](const auto&) { return fail(Fault::backend_unreachable, "send"); };
    CHECK(desk.take("A00000001") == State::not_sent);
    desk.scene.office.before = [](const auto&) { return std::nullopt; };
    CHECK(desk.take("A00000001") == State::activated);
    desk.scene.journal->leave(desk.batch.number);
    CHECK_FALSE(desk.scene.run());
    CHECK(desk.scene.counts[State::activated] == 2);
    CHECK(desk.scene.each_card_once(2));
    desk.begin();
    CHECK(desk.stack->left() == 0);
    CHECK(desk.place("A00000002").known.state == State::activated);
}

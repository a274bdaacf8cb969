#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <mutex>
#include <thread>

#include "runner_scene.hpp"

using namespace sscard;
using namespace sscard::testing;
using activation::Decision;
using activation::Request;
using activation::State;

namespace {

Decision of(State state) {
    Decision decision;
    decision.result = state;
    return decision;
}

Decision refusal() {
    auto decision = of(State::refused);
    decision.reason = activation::Reason{"card_lost", "挂失", {}, {}};
    return decision;
}

std::optional<Office::Decided> failing(Fault fault) { return Office::Decided{fail(fault, "send")}; }

bool is_row(const Request& request, int row) { return request.card.number == fmt::format("A{:08}", row); }

}  // namespace

TEST_CASE("every row of a batch is sent once, several at once", "[batch][runner]") {
    Scene scene{rows(1000)};
    CHECK_FALSE(scene.run());
    CHECK(scene.each_card_once(1000));
    CHECK(scene.counts[State::activated] == 1000);
    CHECK(scene.office.most_at_once() <= 4);
    CHECK(scene.listener.news.size() == 1000);
    CHECK(scene.journal->verify().value().first_bad == std::nullopt);
}

TEST_CASE("no row is sent before its intent is durable", "[batch][runner]") {
    Scene scene{rows(600)};
    std::atomic<int> missing = 0;
    const auto reader = scene.open();
    scene.office.before = [&](const Request& request) {
        const auto record = reader->find(request.request_no).value();
        if (!record || record->state() != State::intended) ++missing;
        return std::nullopt;
    };
    CHECK_FALSE(scene.run());
    CHECK(missing == 0);
}

TEST_CASE("what is final is not touched by the next run", "[batch][runner]") {
    Scene scene{rows(3) + "1,A00000009,2,\n"};
    scene.office.before = [](const Request& request) {
        return is_row(request, 2) ? std::optional<Office::Decided>{refusal()} : std::nullopt;
    };
    CHECK_FALSE(scene.run());
    for (int run = 0; run < 2; ++run) {
        CHECK(scene.counts[State::activated] == 2);
        CHECK(scene.counts[State::refused] == 1);
        CHECK(scene.counts[State::invalid] == 1);
        CHECK(scene.office.sent() == 2);
        CHECK(scene.office.asked() == 0);
        CHECK_FALSE(scene.run());
    }
}

TEST_CASE("a card that stands twice in a file is one request, and both rows have its outcome",
          "[batch][runner]") {
    Scene scene{header + zhang + li + zhang};
    CHECK_FALSE(scene.run());
    CHECK(scene.each_card_once(2));
    CHECK(scene.counts[State::activated] == 3);
    CHECK_FALSE(scene.run());
    CHECK(scene.office.sent() == 2);
}

TEST_CASE("what takes effect later is asked about by the next run", "[batch][runner]") {
    Scene scene{rows(2)};
    scene.office.after = [](const Request&) { return std::optional<Office::Decided>{of(State::pending)}; };
    CHECK_FALSE(scene.run());
    CHECK(scene.counts[State::pending] == 2);
    CHECK_FALSE(scene.run());
    CHECK(scene.counts[State::activated] == 2);
    CHECK(scene.each_card_once(2));
}

TEST_CASE("an answer that is lost in passing is asked about before the run ends", "[batch][runner]") {
    Scene scene{rows(20)};
    std::atomic<bool> lost = false;
    scene.office.after = [](const Request& request) {
        return is_row(request, 7) ? failing(Fault::unknown_outcome) : std::nullopt;
    };
    scene.office.on_question = [&](const std::string&) -> std::optional<Office::Known> {
        if (lost.exchange(true)) return std::nullopt;
        return Office::Known{fail(Fault::backend_unreachable, "ask")};
    };
    CHECK_FALSE(scene.run());
    CHECK(scene.counts[State::activated] == 20);
    CHECK(scene.each_card_once(20));
}

TEST_CASE("what stays unknown is asked about by the next run, not sent again", "[batch][runner]") {
    Scene scene{rows(20)};
    scene.office.after = [](const Request& request) {
        return is_row(request, 7) ? failing(Fault::unknown_outcome) : std::nullopt;
    };
    scene.office.on_question = [&](const std::string&) {
        return std::optional{Office::Known{fail(Fault::backend_malformed, "ask")}};
    };
    CHECK_FALSE(scene.run());
    CHECK(scene.counts[State::unknown] == 1);
    CHECK(scene.counts[State::activated] == 19);
    scene.office.on_question = [](const auto&) { return std::nullopt; };
    CHECK_FALSE(scene.run());
    CHECK(scene.counts[State::activated] == 20);
    CHECK(scene.office.sent() == 20);
}

TEST_CASE("what an earlier run left open is asked about before anything is sent", "[batch][runner]") {
    Scene scene{rows(20)};
    scene.options.jobs = 1;
    scene.office.before = [](const Request& request) {
        if (is_row(request, 2))
            return failing(Fault::backend_unreachable);  // it comes up again behind the others
        return is_row(request, 20) ? failing(Fault::backend_auth) : std::nullopt;
    };
    scene.office.after = [](const Request& request) {
        return is_row(request, 15) ? failing(Fault::unknown_outcome) : std::nullopt;
    };
    scene.office.on_question = [&](const std::string&) {
        return std::optional{Office::Known{fail(Fault::backend_malformed, "ask")}};
    };
    CHECK(scene.run() == Fault::backend_auth);
    CHECK(scene.counts[State::not_sent] == 2);
    CHECK(scene.counts[State::unknown] == 1);
    std::vector<std::size_t> sent_when_asked;
    scene.office.on_question = [&](const std::string&) {
        sent_when_asked.push_back(scene.office.sent());
        return std::nullopt;
    };
    scene.office.before = [](const auto&) { return std::nullopt; };
    CHECK_FALSE(scene.run());
    CHECK(scene.counts[State::activated] == 20);
    CHECK(scene.each_card_once(20));
    CHECK(sent_when_asked == std::vector<std::size_t>{18});
}

TEST_CASE("a card for which another batch left a request open is asked about, and not sent",
          "[batch][runner]") {
    Scene scene{rows(3)};
    scene.office.after = [](const Request& request) {
        return is_row(request, 2) ? failing(Fault::unknown_outcome) : std::nullopt;
    };
    scene.office.on_question = [&](const std::string&) {
        return std::optional{Office::Known{fail(Fault::backend_malformed, "ask")}};
    };
    CHECK_FALSE(scene.run());
    CHECK(scene.counts[State::unknown] == 1);
    const auto sent = scene.office.sent();

    scene.name = "another batch";
    scene.office.before = [](const Request&) {
        return std::optional<Office::Decided>{of(State::already_active)};
    };
    CHECK(scene.run() == Fault::batch_stopped);
    CHECK(scene.counts[State::already_active] == 2);
    CHECK(scene.counts[State::not_sent] == 1);
    CHECK(scene.office.sent() == sent);

    scene.office.on_question = [](const auto&) { return std::nullopt; };
    CHECK_FALSE(scene.run());
    CHECK(scene.office.asked() == 1);
    CHECK(scene.counts[State::already_active] == 3);
    scene.name = "a batch";
    CHECK_FALSE(scene.run());
    CHECK(scene.counts[State::activated] == 3);
    CHECK(scene.office.asked() == 1);
}

TEST_CASE("an authority that is away for a while is waited for", "[batch][runner]") {
    Scene scene{rows(50)};
    scene.office.before = [&](const Request&) {
        return scene.listener.pauses < 3 ? failing(Fault::backend_unreachable) : std::nullopt;
    };
    CHECK_FALSE(scene.run());
    CHECK(scene.counts[State::activated] == 50);
    CHECK(scene.each_card_once(50));
    CHECK(scene.listener.pauses >= 3);
    CHECK(scene.listener.resumptions == 1);
}

TEST_CASE("an authority that stays away is given up, and its rows are sent by the next run",
          "[batch][runner]") {
    Scene scene{rows(1000)};
    scene.options.give_up_after = std::chrono::milliseconds{20};
    scene.office.before = [](const Request&) { return failing(Fault::backend_unreachable); };
    CHECK(scene.run() == Fault::batch_stopped);
    CHECK(scene.counts[State::not_sent] == 1000);
    CHECK(scene.office.sent() == 0);
    scene.office.before = [](const Request&) { return std::nullopt; };
    CHECK_FALSE(scene.run());
    CHECK(scene.counts[State::activated] == 1000);
    CHECK(scene.each_card_once(1000));
}

TEST_CASE("a row that alone does not get through is left out", "[batch][runner]") {
    Scene scene{rows(300)};
    scene.office.before = [](const Request& request) {
        return is_row(request, 3) ? failing(Fault::backend_unreachable) : std::nullopt;
    };
    scene.options.give_up_after = std::chrono::milliseconds{200};
    scene.run();
    CHECK(scene.counts[State::activated] == 299);
    CHECK(scene.counts[State::not_sent] == 1);
}

TEST_CASE("a terminal that is not accepted ends the batch at once", "[batch][runner]") {
    Scene scene{rows(1000)};
    scene.options.jobs = 1;
    std::atomic<int> calls = 0;
    scene.office.before = [&](const Request&) {
        return ++calls == 6 ? failing(Fault::backend_auth) : std::nullopt;
    };
    CHECK(scene.run() == Fault::backend_auth);
    CHECK(scene.counts[State::activated] == 5);
    CHECK(scene.counts[State::not_sent] == 995);
}

TEST_CASE("five refused cards in a row stop the batch, four do not", "[batch][runner]") {
    Scene scene{rows(1000)};
    scene.options.jobs = 1;
    scene.options.stop_after = 5;
    std::atomic<int> calls = 0;
    scene.office.before = [&](const Request&) {
        const auto call = ++calls;
        const bool refuses = (call > 10 && call < 15) || call > 20;
        return refuses ? std::optional<Office::Decided>{refusal()} : std::nullopt;
    };
    CHECK(scene.run() == Fault::batch_stopped);
    CHECK(scene.counts[State::refused] == 9);
    CHECK(scene.counts[State::activated] == 16);
    CHECK(scene.counts[State::not_sent] == 975);
}

TEST_CASE("called off, it finishes what is in flight and sends nothing more", "[batch][runner]") {
    Scene scene{rows(1000)};
    std::atomic<int> calls = 0;
    scene.office.before = [&](const Request&) {
        if (++calls == 20) scene.stop = true;
        return std::nullopt;
    };
    CHECK(scene.run() == Fault::interrupted);
    CHECK(scene.counts[State::activated] + scene.counts[State::not_sent] == 1000);
    CHECK(scene.counts[State::not_sent] > 0);
    scene.stop = false;
    CHECK_FALSE(scene.run());
    CHECK(scene.each_card_once(1000));
}

TEST_CASE("called off while the authority thinks, it leaves the outcome open", "[batch][runner]") {
    Scene scene{rows(10)};
    std::atomic<bool> thinks = true;
    std::atomic<int> calls = 0;
    scene.office.after = [&](const Request&) -> std::optional<Office::Decided> {
        if (++calls == 4) scene.stop = true;
        while (thinks) std::this_thread::sleep_for(std::chrono::milliseconds{1});
        return Office::Decided{fail(Fault::unknown_outcome, "send")};
    };
    scene.office.on_question = [](const std::string&) {
        return std::optional{Office::Known{fail(Fault::interrupted, "ask")}};
    };
    int passes = 0;
    scene.listener.on_pass = [&] { thinks = !scene.stop || ++passes < 3; };
    CHECK(scene.run() == Fault::interrupted);
    CHECK(scene.counts[State::unknown] == 4);
    CHECK(scene.counts[State::not_sent] == 6);
}

TEST_CASE("killed at any moment, a batch activates nothing twice and loses nothing", "[batch][runner]") {
    constexpr int cards = 60;
    struct Ledger {
        std::array<std::atomic<int>, cards + 1> effects;
        std::array<std::array<char, 40>, cards + 1> numbers;
        std::atomic<int> calls;
        int killed_at;
    };
    auto* shared = static_cast<Ledger*>(
        ::mmap(nullptr, sizeof(Ledger), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0));
    REQUIRE(shared != MAP_FAILED);
    Scene scene{rows(cards)};
    scene.options.window = 16;
    std::mutex mutex;  // of the threads of one child
    scene.office.before = [&](const Request& request) -> std::optional<Office::Decided> {
        const std::lock_guard guard{mutex};
        if (++shared->calls == shared->killed_at) ::_exit(9);
        const auto card = static_cast<std::size_t>(std::stoi(request.card.number.substr(1)));
        ++shared->effects.at(card);
        request.request_no.copy(shared->numbers.at(card).data(), request.request_no.size());
        if (shared->calls % 7 == 0) ::_exit(9);
        return std::nullopt;
    };
    scene.office.on_question = [&](const std::string& number) -> std::optional<Office::Known> {
        const std::lock_guard guard{mutex};
        for (const auto& known : shared->numbers)
            if (number == known.data()) return Office::Known{of(State::activated)};
        return Office::Known{std::nullopt};
    };
    scene.journal.reset();
    bool whole = false;
    for (int attempt = 1; attempt <= 50 && !whole; ++attempt) {
        shared->killed_at = shared->calls + 1 + attempt % 5;
        const auto child = ::fork();
        if (child == 0) {
            const auto journal = scene.open();
            const auto ended = scene.run(*journal);
            ::_exit(ended || scene.counts[State::activated] != cards ? 1 : 0);
        }
        int status = 0;
        ::waitpid(child, &status, 0);
        REQUIRE(WIFEXITED(status));
        REQUIRE((WEXITSTATUS(status) == 0 || WEXITSTATUS(status) == 9));
        whole = WEXITSTATUS(status) == 0;
    }
    CHECK(whole);
    for (int card = 1; card <= cards; ++card) CHECK(shared->effects.at(static_cast<std::size_t>(card)) == 1);
    CHECK_FALSE(scene.open()->verify().value().first_bad);
    ::munmap(shared, sizeof(Ledger));
}

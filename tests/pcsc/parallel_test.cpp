#include <algorithm>
#include <array>
#include <optional>
#include <sscard/pcsc/selector.hpp>
#include <thread>

#include "fixture.hpp"

using namespace sscard;
using namespace sscard::pcsc;

namespace {

constexpr std::size_t readers = 4;
constexpr int exchanges = 20;

std::string name_of(std::size_t reader) { return "Reader 0" + std::to_string(reader); }

/// A service with several readers, a card in each that answers with the reader's number.
struct Row : Counter {
    Row() {
        world.readers.clear();
        for (std::size_t i = 0; i < readers; ++i) {
            pcsc_stand_in::Card card;
            card.answer = [i](ByteView) { return Bytes{static_cast<std::uint8_t>(i), 0x90, 0x00}; };
            world.readers.push_back({name_of(i), card});
        }
    }

    /// A conversation on a context of its own; the last answer, or the first failure.
    Result<Bytes> converse(std::size_t reader, Patience::Clock::duration time) const {
        auto context = Context::establish(patience());
        if (!context) return tl::unexpected{context.error()};
        auto connection = Connection::open(*context, name_of(reader), patience());
        if (!connection) return tl::unexpected{connection.error()};
        auto transaction = connection->begin(patience(time));
        if (!transaction) return tl::unexpected{transaction.error()};
        Result<Bytes> answer;
        for (int i = 0; i < exchanges && answer; ++i) answer = transaction->transmit(Bytes{0, 0, 0, 0});
        return answer;
    }

    /// In a thread a reader, all at once.
    std::array<Result<Bytes>, readers> converse_with_all(Patience::Clock::duration time = 10s) const {
        std::array<Result<Bytes>, readers> answers;
        std::array<std::thread, readers> threads;
        for (std::size_t i = 0; i < readers; ++i)
            threads.at(i) = std::thread{[&, i] { answers.at(i) = converse(i, time); }};
        for (auto& thread : threads) thread.join();
        return answers;
    }
};

}  // namespace

TEST_CASE("threads with a context each talk to a reader each", "[pcsc][parallel]") {
    Row row;
    const auto answers = row.converse_with_all();
    for (std::size_t i = 0; i < readers; ++i) CHECK(answers.at(i).value().front() == i);
    CHECK(row.world.count(Call::transmit) == readers * exchanges);
    CHECK(row.world.complaint().empty());
}

TEST_CASE("a card that goes is nothing to the other threads", "[pcsc][parallel]") {
    Row row;
    row.world.before(Call::transmit, 10, [&row] { row.world.take_out(row.world.readers.at(2)); });
    const auto answers = row.converse_with_all();
    for (std::size_t i = 0; i < readers; ++i) CHECK(answers.at(i).has_value() == (i != 2));
    const auto fault = answers.at(2).error().fault;
    CHECK((fault == Fault::card_removed || fault == Fault::no_card));  // before it was connected to
    CHECK(row.world.complaint().empty());
}

TEST_CASE("a driver that hangs keeps one thread waiting, and only until its deadline", "[pcsc][parallel]") {
    Row row;
    row.world.before(Call::transmit, 10, [&row] { row.world.hang(Call::transmit); });
    const auto answers = row.converse_with_all(1s);
    const auto failed =
        std::count_if(answers.begin(), answers.end(), [](const auto& answer) { return !answer.has_value(); });
    REQUIRE(failed == 1);
    for (const auto& answer : answers) {
        if (!answer) CHECK(answer.error().fault == Fault::timeout);
    }
    CHECK(row.world.complaint().empty());
}

TEST_CASE("a stop ends all threads, those in a wait too", "[pcsc][parallel]") {
    Row row;
    row.world.blocks = true;
    for (auto& reader : row.world.readers) reader.card.reset();
    std::array<std::thread, readers> threads;
    std::array<std::optional<Fault>, readers> ends;
    for (std::size_t i = 0; i < readers; ++i) {
        threads.at(i) = std::thread{
            [&, i] { ends.at(i) = wait_for_card(Selector{name_of(i)}, row.patience()).error().fault; }};
    }
    row.world.await(Call::status_change, 2 * readers);  // a look and a wait each
    row.stop = true;
    for (auto& thread : threads) thread.join();
    CHECK(std::all_of(ends.begin(), ends.end(), [](const auto& end) { return end == Fault::interrupted; }));
    CHECK(row.world.complaint().empty());
}

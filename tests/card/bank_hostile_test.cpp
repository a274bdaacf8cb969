#include <algorithm>
#include <random>
#include <sscard/apdu/tlv.hpp>

#include "bank_cards.hpp"

using namespace sscard;
using namespace sscard::card;

namespace {

/// Selects as a good card does; other commands are answered as told. Keeps what it was sent.
class Liar final : public apdu::Transport {
public:
    using Answer = std::function<Bytes(ByteView command)>;
    explicit Liar(Answer answer, apdu::Protocol protocol = apdu::Protocol::t1)
        : answer_{std::move(answer)}, protocol_{protocol} {}

    Result<Bytes> transmit(ByteView command) override {
        commands.emplace_back(command.begin(), command.end());
        return command[1] == 0xA4 ? Bytes{0x90, 0x00} : answer_(command);
    }
    apdu::Protocol protocol() const override { return protocol_; }
    Bytes atr() const override { return {}; }

    std::vector<Bytes> commands;

private:
    Answer answer_;
    apdu::Protocol protocol_;
};

/// Nothing but SELECT, READ RECORD, GET RESPONSE and GET PROCESSING OPTIONS may reach a bank's application.
bool harmless(const std::vector<Bytes>& commands) {
    return commands.size() <= max_bank_exchanges &&
           std::all_of(commands.begin(), commands.end(), [](const Bytes& command) {
               return (command[0] == 0x00 &&
                       (command[1] == 0xA4 || command[1] == 0xB2 || command[1] == 0xC0)) ||
                      (command[0] == 0x80 && command[1] == 0xA8);
           });
}

/// Empty when the look-up ended as it must.
std::string complaint(const Result<BankAccount>& account, const Liar& card) {
    if (!harmless(card.commands)) return "too many or other commands";
    if (!account) return account.error().fault == Fault::malformed_card ? "" : "an undocumented fault";
    if (account->number && account->number->find_first_not_of("0123456789") != std::string::npos)
        return "a number of other characters";
    if (account->number && account->number->size() > 38) return "a number without end";
    if (to_hex(card.commands.back()).find(select_name) != 0) return "the environment was not selected again";
    return "";
}

/// GET PROCESSING OPTIONS answers this, every record that.
Liar card_with_options(const std::string& options, const std::string& record) {
    return Liar{[options = test::hex(options), record = test::hex(record)](ByteView command) {
        return command[1] == 0xA8 ? options : record;
    }};
}

}  // namespace

TEST_CASE("a bank with one answer to everything is given up on", "[card][bank][hostile]") {
    for (const auto* answer : {"", "90", "9000", "6100", "61FF", "6C00", "6CFF", "6282", "6700", "FFFF9000",
                               "70009000", "5A009000", "57009000", "70825A9000", "800A9000"}) {
        for (const auto protocol : {apdu::Protocol::t0, apdu::Protocol::t1}) {
            CAPTURE(answer, protocol == apdu::Protocol::t0);
            Liar card{[bytes = test::hex(answer)](ByteView) { return bytes; }, protocol};
            const auto account = read_bank_account(card, {});
            CHECK(complaint(account, card) == "");
            CHECK((!account || !account->number));
        }
    }
}

TEST_CASE("a file locator that names no files, all files, or half an entry costs few exchanges",
          "[card][bank][hostile]") {
    const auto [locator, records] = GENERATE(table<std::string, std::size_t>({
        {"", 2},                            // the usual places
        {"0801FF00", 8 + 1},                // more records than are read, one of which is a usual place
        {"080101", 2},                      // half an entry
        {"00010100 F8010100 09010100", 2},  // no short identifier: 0, 31, or more than that
        {"08000100 08020100", 2},           // from record 0; backwards
        {"08010100 10010100 18010100 20010100", 4},
        {"18FFFF00", 1 + 2},
        {"08010100 08010100 08010200 08010100 08010200", 2 + 1},  // the same again
    }));
    CAPTURE(locator);
    auto content = test::hex("7C00" + locator);
    content.insert(content.begin(), {0x80, static_cast<std::uint8_t>(content.size())});
    auto card = card_with_options(to_hex(content) + "9000", "7000 9000");
    const auto account = read_bank_account(card, {});
    CHECK(complaint(account, card) == "");
    REQUIRE(account);
    CHECK_FALSE(account->number);
    CHECK(card.commands.size() == 2 + records + 1);  // the way in, and back
}

TEST_CASE("a record that is not there ends its file, not the others", "[card][bank][hostile]") {
    Liar card{[](ByteView command) {
        if (command[1] == 0xA8) return test::hex("800A 7C00 08010900 10010100 9000");
        return test::hex(command[3] == 0x14 ? "700C 5A0A 6200001234567890128F 9000" : "6A83");
    }};
    const auto account = read_bank_account(card, {});
    REQUIRE(account);
    CHECK(account->number == "6200001234567890128");
    CHECK(card.commands.size() == 5);
}

TEST_CASE("a number is found however deep, not deeper than eight, and not behind nonsense",
          "[card][bank][hostile]") {
    const auto nested = [](int depth) {
        auto bytes = test::hex("5A0A6200001234567890128F");
        for (int i = 0; i < depth; ++i)
            bytes.insert(bytes.begin(), {0x70, static_cast<std::uint8_t>(bytes.size())});
        return to_hex(bytes) + "9000";
    };
    for (const auto& [record, there] :
         std::vector<std::pair<std::string, bool>>{{nested(0), true},
                                                   {nested(7), true},
                                                   {nested(8), false},
                                                   {nested(60), false},
                                                   {"7005 5A0A620000 9000", false},
                                                   {"5A84FFFFFFFF62 9000", false},
                                                   {"70FF5A0A6200001234567890128F 9000", false},
                                                   {"1F FFFF 5A0A6200001234567890128F 9000", false}}) {
        CAPTURE(record);
        auto card = card_with_options("6985", record);
        const auto account = read_bank_account(card, {});
        CHECK(complaint(account, card) == "");
        REQUIRE(account);
        CHECK(account->number.has_value() == there);
    }
}

TEST_CASE("records of 256 bytes and of 64 kB end, and a number has no more digits than track 2",
          "[card][bank][hostile]") {
    for (const std::size_t size : {250U, 65'000U}) {
        Bytes record;
        apdu::append_ber_tlv(record, 0x5A, Bytes(size, 0x11));
        record.insert(record.end(), {0x90, 0x00});
        auto card = card_with_options("6985", to_hex(record));
        const auto account = read_bank_account(card, {});
        CHECK(complaint(account, card) == "");
        REQUIRE(account);
        CHECK(account->number == std::string(38, '1'));
        CHECK(account->warnings == Codes{"bank_account_check"});
    }
}

TEST_CASE("directories that name what is not there lead nowhere", "[card][bank][hostile]") {
    const auto endless =
        test::hex("6F20 A51E 880101 BF0C18 610A 4F08A000000333010101 610A 4F08A000000333010101 9000");
    unsigned selections = 0;
    struct Directory final : apdu::Transport {
        std::function<Bytes(ByteView)> answer;
        Result<Bytes> transmit(ByteView command) override { return answer(command); }
        apdu::Protocol protocol() const override { return apdu::Protocol::t0; }
        Bytes atr() const override { return {}; }
    } card;
    card.answer = [&](ByteView command) {
        ++selections;
        const auto text = to_hex(command);
        if (text == select_name) return test::hex("9000");
        return text.starts_with(select_pse) || text.starts_with(select_ppse) ? endless : test::hex("6A82");
    };
    const auto account = account_of(card);
    CHECK_FALSE(account.number);
    CHECK(selections == 7 + 4 + 1);
}

TEST_CASE("random answers end in an account, in none, or in a documented fault", "[card][bank][hostile]") {
    std::string bad;
    unsigned numbers = 0;
    for (std::uint32_t seed = 0; seed < 2'000; ++seed) {
        std::mt19937 random{seed};
        Liar card{[&](ByteView) {
                      static constexpr std::uint8_t tags[] = {0x57, 0x5A, 0x70, 0x77, 0x80, 0x82, 0x94};
                      static constexpr std::uint16_t words[] = {0x9000, 0x9000, 0x9000, 0x6110, 0x6C10,
                                                                0x6282, 0x6A83, 0x6985, 0x6700};
                      Bytes value(random() % 24);
                      for (auto& byte : value) byte = static_cast<std::uint8_t>(random() & 0xFFU);
                      Bytes answer;
                      apdu::append_ber_tlv(answer, tags[random() % std::size(tags)], value);
                      if (random() % 8 == 0) answer.resize(random() % (answer.size() + 1));
                      const auto word = words[random() % std::size(words)];
                      answer.push_back(static_cast<std::uint8_t>(word >> 8U));
                      answer.push_back(static_cast<std::uint8_t>(word & 0xFFU));
                      return answer;
                  },
                  seed % 2 == 0 ? apdu::Protocol::t0 : apdu::Protocol::t1};
        const auto account = read_bank_account(card, {});
        if (account && account->number) ++numbers;
        const auto what = complaint(account, card);
        if (!what.empty() && bad.empty()) bad = what + ", seed " + std::to_string(seed);
    }
    CHECK(bad == "");
    CHECK(numbers > 100);  // else nothing was tried
}

TEST_CASE("a card pulled out at any exchange with the bank is reported as removed", "[card][bank][hostile]") {
    for (unsigned at = 1;; ++at) {
        CAPTURE(at);
        auto file = sample("with-bank-account");
        file.faults = {{at, virtual_card::FaultKind::card_removed}};
        virtual_card::Engine card{file};
        const auto account = read_bank_account(card, {});
        if (account) {
            CHECK(at == 10);
            break;
        }
        CHECK(account.error().fault == Fault::card_removed);
        CHECK(card.commands() == at);
    }
}

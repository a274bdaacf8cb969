#include <algorithm>
#include <set>
#include <sscard/apdu/tlv.hpp>
#include <sscard/card/bank_account.hpp>
#include <sscard/card/checks.hpp>

#include "ask.hpp"
#include "bounded.hpp"
#include "commands.hpp"
#include "decode.hpp"
#include "processing_options.hpp"

namespace sscard::card {
namespace {

using apdu::Response;
using apdu::StatusClass;

constexpr unsigned way_back = 4;  // transmissions kept for it
constexpr unsigned max_account_records = 8;
constexpr unsigned max_directory_records = 4;
constexpr std::uint8_t last_directory_id = 10;       // EMV 4.3, book 1, 10.1.4
constexpr std::uint16_t locked_or_unknown = 0x6A81;  // "function not supported" to the name of an application

constexpr std::uint32_t tag_name = 0x4F;
constexpr std::uint32_t tag_application = 0x61;
constexpr std::uint32_t tag_track_2 = 0x57;
constexpr std::uint32_t tag_account = 0x5A;
constexpr std::uint32_t tag_directory_id = 0x88;
constexpr std::uint32_t tag_issuer_data = 0xBF0C;
constexpr std::uint32_t tag_pdol = 0x9F38;

/// What a name selects: an application, the first one whose name begins so (which not every card can), or a
/// directory of names.
enum class Selects : std::uint8_t { application, first_of_them, directory };

struct Entrance {
    std::string_view name;  // hexadecimal
    Selects selects;
};

// Of UnionPay (A000000333): JR/T 0025. The usual one first, then what finds the others in one exchange.
constexpr std::string_view unionpay = "A000000333";
constexpr Entrance entrances[] = {
    {"A000000333010101", Selects::application},  // debit
    {"A0000003330101", Selects::first_of_them},
    {"315041592E5359532E4444463031", Selects::directory},  // 1PAY.SYS.DDF01
    {"A000000333010102", Selects::application},            // credit
    {"A000000333010103", Selects::application},            // quasi credit
    {"A000000333010106", Selects::application},            // electronic cash
    {"325041592E5359532E4444463031", Selects::directory},  // 2PAY.SYS.DDF01
};

// Where accounts stand on cards that do not say where: record 1 of SFI 2 and of SFI 1.
constexpr RecordRange usual_places[] = {{2, 1, 1}, {1, 1, 1}};

Bytes bytes_of(std::string_view hex) { return from_hex(hex).value_or(Bytes{}); }

Bytes half_bytes(ByteView value) {
    Bytes halves;
    for (const unsigned byte : value) {
        halves.push_back(static_cast<std::uint8_t>(byte >> 4U));
        halves.push_back(static_cast<std::uint8_t>(byte & 0x0FU));
    }
    return halves;
}

/// The account as its two sources have it: track 2 up to its separator D, and an object of its own, padded
/// with F. The first number is the one; others may differ.
class Sources {
public:
    void add(ByteView objects) {
        constexpr std::uint8_t separator = 0xD;
        constexpr std::uint8_t padding = 0xF;
        track_2_ = note(apdu::find_ber(objects, tag_track_2), separator) || track_2_;
        account_ = note(apdu::find_ber(objects, tag_account), padding) || account_;
    }
    bool any() const noexcept { return account_ || track_2_; }
    bool both() const noexcept { return account_ && track_2_; }

    BankAccount conclude() && {
        BankAccount result;
        if (any() && (!well_formed_ || !account_number_right(number_)))
            result.warnings.emplace_back("bank_account_check");
        if (!number_.empty()) result.number = std::move(number_);
        return result;
    }

private:
    bool note(std::optional<ByteView> value, std::uint8_t end) {
        constexpr std::size_t longest = 19;  // bytes of track 2: EMV 4.3, book 3, annex A
        if (!value || without_padding(*value).empty()) return false;
        std::string digits;
        std::uint8_t next = end;
        for (const auto half : half_bytes(value->first(std::min(longest, value->size())))) {
            if (half > 9) {
                next = half;
                break;
            }
            digits += static_cast<char>('0' + half);
        }
        if (number_.empty()) number_ = digits;
        if (digits.empty() || next != end || digits != number_) well_formed_ = false;
        return true;
    }

    std::string number_;
    bool track_2_ = false;
    bool account_ = false;
    bool well_formed_ = true;
};

/// Looks for the account of one card.
class Search {
public:
    explicit Search(apdu::Transport& card) noexcept : card_{card, max_bank_exchanges - way_back} {}

    Result<BankAccount> run() {
        for (const auto& entrance : entrances) {
            const auto fci = select(bytes_of(entrance.name), entrance.selects);
            if (!fci) return tl::unexpected{fci.error()};
            if (*fci) {
                const auto done =
                    entrance.selects == Selects::directory ? follow(**fci) : read_account(**fci);
                if (!done) return tl::unexpected{done.error()};
            }
            if (found_) break;
        }
        auto account = std::move(sources_).conclude();
        if (locked_) account.warnings.emplace_back("application_blocked");
        return account;
    }

private:
    /// The FCI; nothing when there is no such application, or it is locked.
    Result<std::optional<Bytes>> select(ByteView name, Selects selects) {
        auto command = select_by_name(name);
        command.expected = whatever_is_there;
        auto response = exchange(card_, command);
        if (!response) return tl::unexpected{std::move(response.error())};
        if (took_select(*response)) return std::optional{std::move(response->data)};
        const bool locked = classify(response->status) == StatusClass::blocked ||
                            (selects == Selects::application && response->status.value == locked_or_unknown);
        locked_ = locked_ || locked;
        found_ = locked &&
                 selects == Selects::application;  // behind a locked directory there may be an open account
        return std::optional<Bytes>{};
    }

    Result<Response> read(std::uint8_t short_id, std::uint8_t record) {
        return exchange(card_, read_record(record, Addressing::number, short_id, whatever_is_there));
    }

    /// Reads the applications of the bank that a directory names, in its order: in its FCI (contactless), or
    /// in the records of a file.
    Result<void> follow(ByteView fci) {
        auto names = names_in(apdu::find_ber(fci, tag_issuer_data).value_or(ByteView{}));
        const auto short_id = apdu::find_ber(fci, tag_directory_id);
        if (names.empty() && short_id && short_id->size() == 1 && short_id->front() <= last_directory_id) {
            for (std::uint8_t record = 1; record <= max_directory_records; ++record) {
                const auto response = read(short_id->front(), record);
                if (!response) return tl::unexpected{response.error()};
                if (!gave_data(*response)) break;
                std::ranges::move(names_in(response->data), std::back_inserter(names));
            }
        }
        for (const auto& name : names) {
            const auto application = select(name, Selects::application);
            if (!application) return tl::unexpected{application.error()};
            if (*application) return read_account(**application);
            if (found_) break;
        }
        return {};
    }

    /// The bank's names among those of a list of applications.
    static std::vector<Bytes> names_in(ByteView list) {
        const auto ours = bytes_of(unionpay);
        if (const auto record = apdu::find_ber(list, 0x70)) list = *record;
        std::vector<Bytes> names;
        apdu::BerTlvReader reader{list};
        while (!reader.at_end() && names.size() < max_directory_records) {
            const auto object = reader.next();
            if (!object) break;
            if (object->tag != tag_application) continue;
            const auto name = apdu::find_ber(object->value, tag_name);
            if (name && name->size() >= ours.size() && std::equal(ours.begin(), ours.end(), name->begin()))
                names.emplace_back(name->begin(), name->end());
        }
        return names;
    }

    /// Of the selected application: where it says that its account is, else where accounts usually stand.
    Result<void> read_account(ByteView fci) {
        found_ = true;
        const auto command = get_processing_options(apdu::find_ber(fci, tag_pdol).value_or(ByteView{}));
        if (command) {
            const auto options = exchange(card_, *command);
            if (!options) return tl::unexpected{options.error()};
            if (options->ok()) {
                sources_.add(options->data);
                if (auto done = read_records(records_named_in(options->data)); !done) return done;
            }
        }
        if (sources_.any()) return {};
        return read_records(usual_places);
    }

    /// Each record once, however often it is named.
    Result<void> read_records(std::span<const RecordRange> ranges) {
        unsigned left = max_account_records;
        for (const auto& range : ranges) {
            for (unsigned record = range.first; record <= range.last; ++record) {
                if (sources_.both() || left == 0) return {};
                if (!asked_.emplace(range.short_id, record).second) continue;
                --left;
                const auto response = read(range.short_id, static_cast<std::uint8_t>(record));
                if (!response) return tl::unexpected{response.error()};
                if (!gave_data(*response)) break;
                sources_.add(response->data);
            }
        }
        return {};
    }

    Bounded card_;
    Sources sources_;
    std::set<std::pair<std::uint8_t, unsigned>> asked_;  // records
    bool found_ = false;  // the bank's application, and nothing else is looked for
    bool locked_ = false;
};

}  // namespace

Result<BankAccount> read_bank_account(apdu::Transport& card, const Environment& environment) {
    auto account = Search{card}.run();
    if (!account && account.error().fault != Fault::malformed_card) return account;
    Bounded rest{card, way_back};
    const auto back = return_to_environment(rest, environment);
    if (account && !back) return tl::unexpected{back.error()};
    return account;
}

}  // namespace sscard::card

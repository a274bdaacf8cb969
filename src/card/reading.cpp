#include <sscard/card/reading.hpp>
#include <sscard/card/stranger.hpp>

#include "bounded.hpp"
#include "cross_checks.hpp"
#include "decode.hpp"
#include "read_plan.hpp"

namespace sscard::card {
namespace {

constexpr std::uint8_t tag_identification_number = 0x01;
constexpr std::size_t identification_number_size = 16;
constexpr std::uint8_t tag_version = 0x03;
constexpr std::uint8_t tag_card_number = 0x07;
constexpr std::uint8_t tag_name_continued = 0x4E;

tl::unexpected<Error> protected_issuer_data(apdu::StatusWord status) {
    auto failed = fail(Fault::authentication_required, "read EF05", msgid("the card protects its own data"),
                       {}, msgid("It needs an authorised reader."));
    failed.value().detail = status.value;
    return failed;
}

/// Reads one card.
class Reader {
public:
    Reader(apdu::Transport& card, const FieldSet& wanted, std::string_view today, const Habits& habits,
           const Issuer* issuer)
        : card_{card, max_exchanges},
          wanted_{wanted},
          today_{today},
          habits_{habits},
          issuer_{issuer},
          records_{card_} {}

    Result<Reading> run() {
        auto environment = select_environment(card_, habits_.wants_select_le);
        if (!environment) return tl::unexpected{std::move(environment.error())};
        environment_ = *environment;
        records_ = RecordReader{card_, habits_here(), environment_.under_mf};
        for (const auto step : {&Reader::read_issuer, &Reader::read_holder, &Reader::consult_issuer}) {
            if (auto done = (this->*step)(); !done) return tl::unexpected{std::move(done.error())};
        }
        reading_.algorithm = algorithm();
        add_cross_checks(reading_, today_);
        reading_.habits = records_.habits();
        reading_.habits.refuses_reader_key = reading_.authentication.reader_key == ReaderKey::refused;
        reading_.environment = environment_;
        return std::move(reading_);
    }

private:
    Habits habits_here() const {
        auto habits = habits_;
        habits.wants_select_le = environment_.wants_select_le;
        // Those cards are known to be read after SELECT alone; with EF05 selected already, a card that does
        // not know short identifiers would answer from there.
        habits.refuses_sfi = habits.refuses_sfi || environment_.under_mf;
        return habits;
    }

    Result<void> read_issuer() {
        const auto& file = issuer_file();
        if (!concerns(file.id, wanted_)) return {};
        const auto layout = layout_of(file, std::nullopt);
        const auto content = records_.read(file, layout, items_for(wanted_, file, layout));
        if (!content) return tl::unexpected{content.error()};
        switch (content->state) {
            case FileContent::State::forbidden:
                return protected_issuer_data(content->status);
            case FileContent::State::not_present:
                return tl::unexpected{not_ours(card_, "read EF05", content->status)};
            case FileContent::State::present:
                break;
        }
        decode(file, content->records);
        if (wanted_.test(index(Field::spec_version)))
            reading_.generation = generation_of(reading_[Field::spec_version].value_or(""));
        return {};
    }

    Result<void> read_holder() {
        const auto& file = holder_file();
        if (!concerns(file.id, wanted_)) return wanted_.none() ? require_issuer_file() : Result<void>{};
        const auto layout = layout_of(file, reading_.generation);
        auto content = records_.read(file, layout, items_for(wanted_, file, layout));
        if (!content) return tl::unexpected{content.error()};
        if (auto kept = drop_continuation(content->records); !kept) return kept;
        switch (content->state) {
            case FileContent::State::forbidden:
                reading_.holder = HolderAccess::authentication_required;
                reading_.holder_status = content->status;
                return {};
            case FileContent::State::not_present:
                reading_.holder = HolderAccess::not_present;
                return require_issuer_file();
            case FileContent::State::present:
                break;
        }
        reading_.holder = HolderAccess::given;
        decode(file, content->records);
        return {};
    }

    /// 4E is no record of a first generation card, whatever stands there.
    Result<void> drop_continuation(Records& records) {
        const auto rest = records.find(tag_name_continued);
        if (rest == records.end() || without_padding(rest->second).empty()) return {};
        auto generation = reading_.generation;
        if (!wanted_.test(index(Field::spec_version))) {
            const auto version = issuer_item(tag_version);
            if (!version) return tl::unexpected{version.error()};
            generation = generation_of(decode_text(*version).value.value_or(""));
        }
        if (generation == Generation::g1_0) records.erase(rest);
        return {};
    }

    /// A card without a holder, or of which nothing is wanted, may be none at all: a PSAM bears the same
    /// name, but has no EF05.
    Result<void> require_issuer_file() {
        const auto& file = issuer_file();
        if (concerns(file.id, wanted_)) return {};  // it was there
        const auto* number = find_item(file, tag_card_number);
        const auto content = records_.read(file, layout_of(file, std::nullopt), std::span{number, 1});
        if (!content) return tl::unexpected{content.error()};
        if (content->state != FileContent::State::not_present) return {};
        return tl::unexpected{not_ours(card_, "read EF05", content->status)};
    }

    void decode(const File& file, const Records& records) {
        for (const auto& entry : field_table()) {
            if (entry.file != file.id || !wanted_.test(index(entry.field))) continue;
            auto decoded = entry.decode(joined(entry, records));
            reading_.values[index(entry.field)] = std::move(decoded.value);
            if (!decoded.warning.empty()) warn(decoded.warning, entry.field, std::move(decoded.raw));
        }
    }

    void warn(std::string_view code, Field field, std::string raw = {}) {
        reading_.warnings.push_back({code, field, std::move(raw)});
    }

    /// Where whoever holds the issuer's keys answers for cards: lets a card of the third generation show that
    /// it is genuine, and opens the holder's file.
    Result<void> consult_issuer() {
        const bool closed = reading_.holder == HolderAccess::authentication_required;
        const bool checked = reading_.generation == Generation::g3_0 && wanted_ == all_fields();
        if (issuer_ == nullptr || environment_.under_mf || !(closed || checked)) return {};
        const auto authenticator = issuer_->find();
        if (!authenticator) return tl::unexpected{authenticator.error()};
        if (*authenticator == nullptr) return {};
        auto number = identification_number();
        if (!number) return tl::unexpected{std::move(number.error())};
        if (number->size() != identification_number_size) return {};
        auto described = describe_environment(card_, environment_);
        if (!described) return tl::unexpected{std::move(described.error())};
        environment_ = *described;
        const auto cipher = algorithm_of(environment_, to_hex(*number));
        if (!cipher) return {};
        const bool open = closed && !habits_.refuses_reader_key;
        const CardKeys keys{*std::move(number), *cipher, environment_.algorithm_named};
        const auto outcome = authenticate(card_, keys, **authenticator, issuer_->patience, open);
        if (!outcome) return tl::unexpected{outcome.error()};
        reading_.authentication = *outcome;
        if (closed && !open) reading_.authentication.reader_key = ReaderKey::refused;
        return outcome->reader_key == ReaderKey::accepted ? read_holder() : Result<void>{};
    }

    /// The value of one item of EF05; empty when the card has none.
    Result<Bytes> issuer_item(std::uint8_t tag) {
        const auto& file = issuer_file();
        auto content = records_.read(file, layout_of(file, std::nullopt), std::span{find_item(file, tag), 1});
        if (!content) return tl::unexpected{std::move(content.error())};
        return std::move(content->records[tag]);
    }

    Result<Bytes> identification_number() {
        if (const auto& known = reading_[Field::identification_number])
            return from_hex(*known).value_or(Bytes{});
        return issuer_item(tag_identification_number);
    }

    /// As the FCI has it, where that came; it is not fetched for its own sake.
    std::optional<Algorithm> algorithm() const {
        if (!environment_.fci_given || environment_.algorithm_named) return environment_.algorithm;
        const auto& region = reading_[Field::region];
        if (!region) return std::nullopt;
        return algorithm_of(environment_, *region);
    }

    Bounded card_;
    const FieldSet& wanted_;
    std::string_view today_;
    Habits habits_;
    const Issuer* issuer_;
    Environment environment_;
    RecordReader records_;
    Reading reading_;
};

}  // namespace

std::optional<Generation> generation_of(std::string_view spec_version) noexcept {
    if (spec_version.empty() || spec_version.starts_with("1.")) return Generation::g1_0;
    if (spec_version.starts_with("2.")) return Generation::g2_0;
    if (spec_version.starts_with("3.")) return Generation::g3_0;
    return std::nullopt;
}

Result<Reading> read_card(apdu::Transport& card, const FieldSet& wanted, std::string_view today,
                          const Habits& habits, const Issuer* issuer) {
    return Reader{card, wanted, today, habits, issuer}.run();
}

}  // namespace sscard::card

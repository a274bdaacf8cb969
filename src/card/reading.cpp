#include <algorithm>
#include <sscard/card/checks.hpp>
#include <sscard/card/codes.hpp>
#include <sscard/card/reading.hpp>

#include "bounded.hpp"
#include "decode.hpp"

namespace sscard::card {
namespace {

constexpr std::uint8_t tag_card_number = 0x07;
constexpr std::uint8_t tag_name = 0x09;
constexpr std::uint8_t tag_name_continued = 0x4E;

bool concerns(FileId id, const FieldSet& wanted) {
    return std::any_of(field_table().begin(), field_table().end(), [&](const FieldSpec& entry) {
        return entry.file == id && wanted.test(index(entry.field));
    });
}

/// The items of a file that a card of this generation holds.
std::vector<Item> layout_of(const File& file, std::optional<Generation> generation) {
    std::vector<Item> items{file.items.begin(), file.items.end()};
    if (generation == Generation::g1_0) std::erase_if(items, [](const Item& item) { return item.since_2_0; });
    return items;
}

/// Those of the layout that the wanted fields are made of.
std::vector<Item> items_for(const FieldSet& wanted, const File& file, const std::vector<Item>& layout) {
    std::vector<Item> items;
    std::copy_if(layout.begin(), layout.end(), std::back_inserter(items), [&](const Item& item) {
        return std::any_of(field_table().begin(), field_table().end(), [&](const FieldSpec& entry) {
            return entry.file == file.id && wanted.test(index(entry.field)) &&
                   std::find(entry.tags.begin(), entry.tags.end(), item.tag) != entry.tags.end();
        });
    });
    return items;
}

/// The values of a field's records, one after the other: a long name may be cut inside a character.
Bytes joined(const FieldSpec& entry, const Records& records) {
    Bytes value;
    for (const auto tag : entry.tags) {
        const auto record = records.find(tag);
        if (record == records.end()) continue;
        if (!value.empty()) {
            if (without_padding(record->second).empty()) continue;
            value.resize(without_padding(value, false).size());
        }
        value.insert(value.end(), record->second.begin(), record->second.end());
    }
    return value;
}

/// Reads one card.
class Reader {
public:
    Reader(apdu::Transport& card, const FieldSet& wanted, std::string_view today, const Habits& habits)
        : card_{card, max_exchanges}, wanted_{wanted}, today_{today}, habits_{habits}, records_{card_} {}

    Result<Reading> run() {
        const auto environment = select_environment(card_);
        if (!environment) return tl::unexpected{environment.error()};
        records_ = RecordReader{card_, habits_for(*environment)};
        for (const auto step : {&Reader::read_issuer, &Reader::read_holder}) {
            if (auto done = (this->*step)(); !done) return tl::unexpected{std::move(done.error())};
        }
        reading_.algorithm = algorithm(*environment);
        add_cross_checks();
        reading_.habits = records_.habits();
        return std::move(reading_);
    }

private:
    Habits habits_for(const Environment& environment) const {
        auto habits = habits_;
        habits.wants_select_le = environment.wants_select_le;
        // Those cards are known to be read after SELECT alone; with EF05 selected already, a card that does
        // not know short identifiers would answer from there.
        habits.refuses_sfi = habits.refuses_sfi || environment.under_mf;
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
                return fail(Fault::authentication_required, "read EF05", content->status.value);
            case FileContent::State::not_present:
                return fail(Fault::not_social_security_card, "read EF05", content->status.value);
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
        if (!concerns(file.id, wanted_)) return {};
        const auto layout = layout_of(file, reading_.generation);
        auto items = items_for(wanted_, file, layout);
        const auto is_continuation = [](const Item& item) { return item.tag == tag_name_continued; };
        const bool may_continue = std::erase_if(items, is_continuation) != 0;
        auto content = records_.read(file, layout, items);
        if (content && may_continue) content = with_continuation(*std::move(content), layout);
        if (!content) return tl::unexpected{content.error()};
        switch (content->state) {
            case FileContent::State::forbidden:
                reading_.holder = HolderAccess::authentication_required;
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

    /// A name goes on in the second record only when it fills the first, but for the bytes of a character
    /// that did not fit (GB 18030: up to three).
    Result<FileContent> with_continuation(FileContent content, const std::vector<Item>& layout) {
        constexpr std::size_t cut = 3;
        const auto name = content.records.find(tag_name);
        if (content.complete || name == content.records.end() || content.records.contains(tag_name_continued))
            return content;
        if (without_padding(name->second, false).size() + cut < name->second.size()) return content;
        const auto* rest = find_item(holder_file(), tag_name_continued);
        auto more = records_.read(holder_file(), layout, std::span{rest, 1});
        if (!more) return more;
        content.records.merge(more->records);
        return content;
    }

    /// A card without a holder may be none at all: a PSAM bears the same name, but has no EF05.
    Result<void> require_issuer_file() {
        const auto& file = issuer_file();
        if (concerns(file.id, wanted_)) return {};  // it was there
        const auto* number = find_item(file, tag_card_number);
        const auto content = records_.read(file, layout_of(file, std::nullopt), std::span{number, 1});
        if (!content) return tl::unexpected{content.error()};
        if (content->state != FileContent::State::not_present) return {};
        return fail(Fault::not_social_security_card, "read EF05", content->status.value);
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

    /// Where the FCI came and names no cipher, Beijing's cards have SSF33 and all others DES (V2.0, part 5).
    std::optional<Algorithm> algorithm(const Environment& environment) const {
        if (!environment.fci_given || environment.algorithm_named) return environment.algorithm;
        const auto& region = reading_[Field::region];
        if (!region) return std::nullopt;
        return region->starts_with("11") ? Algorithm::ssf33 : Algorithm::triple_des;
    }

    /// What two fields, or a field and the day, say about each other.
    void add_cross_checks() {
        const auto& expires = reading_[Field::expires_on];
        if (expires && *expires < today_) warn("expired", Field::expires_on);

        const auto& number = reading_[Field::card_number];
        const bool too_long = std::any_of(reading_.warnings.begin(), reading_.warnings.end(),
                                          [](const Warning& w) { return w.code == "card_number_length"; });
        if (number && too_long && !card_number_check_right(*number))
            warn("card_number_check", Field::card_number);  // of the first 9, which are the number

        const auto& id_number = reading_[Field::id_number];
        if (!id_number || !looks_like_citizen_number(*id_number)) return;
        if (!citizen_check_digit_right(*id_number)) warn("id_number_check", Field::id_number);
        const auto& birth_date = reading_[Field::birth_date];
        if (birth_date && *birth_date != citizen_birth_date(*id_number))
            warn("birth_date_mismatch", Field::birth_date);
        const auto& sex = reading_[Field::sex];
        const std::string number_says{*citizen_sex(*id_number)};
        if (sex && *sex != "unstated" && *sex != word_for(sexes(), number_says))
            warn("sex_mismatch", Field::sex);
    }

    Bounded card_;
    const FieldSet& wanted_;
    std::string_view today_;
    Habits habits_;
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
                          const Habits& habits) {
    return Reader{card, wanted, today, habits}.run();
}

}  // namespace sscard::card

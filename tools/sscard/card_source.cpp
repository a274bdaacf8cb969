#include "card_source.hpp"

#include <algorithm>
#include <optional>
#include <sscard/activation/clock.hpp>
#include <sscard/apdu/recording.hpp>
#include <sscard/card/redaction.hpp>
#include <sscard/pcsc/connection.hpp>
#include <sscard/pcsc/context.hpp>
#include <sscard/pcsc/selector.hpp>
#include <sscard/virtual_card/demo.hpp>
#include <sscard/virtual_card/engine.hpp>

#include "files.hpp"
#include "watched.hpp"

namespace sscard::tool {
namespace {

constexpr std::string_view mock_prefix = "mock:";
constexpr std::string_view replay_prefix = "replay:";
constexpr std::size_t max_card_file = 1U << 20U;
constexpr std::size_t max_recording = 16U << 20U;

}  // namespace

bool is_no_reader(std::string_view selector) noexcept {
    return selector.starts_with(mock_prefix) || selector.starts_with(replay_prefix);
}

/// In the order in which they are built; taken apart the other way round.
struct CardSource::Parts {
    std::string reader;
    std::optional<pcsc::Context> context;
    std::optional<pcsc::Connection> connection;
    pcsc::Transaction* transaction = nullptr;
    apdu::Replay* replay = nullptr;
    std::unique_ptr<apdu::Transport> slot;
    std::ofstream record;
    std::optional<card::InventedPerson> person;
    std::unique_ptr<apdu::Recorder> recorder;
    std::unique_ptr<Watched> watched;

    Result<void> open_mock(std::string_view file_name) {
        if (file_name.empty()) {
            slot = std::make_unique<virtual_card::Engine>(virtual_card::demo_card());
            return {};
        }
        const auto text = read_file(file_name, max_card_file);
        if (!text) return tl::unexpected{text.error()};
        auto file = virtual_card::CardFile::parse(*text);
        if (!file) return tl::unexpected{std::move(file.error()).in(std::string{file_name})};
        if (file->mute) return fail(Fault::mute_card, "connect");
        slot = std::make_unique<virtual_card::Engine>(*std::move(file));
        return {};
    }

    Result<void> open_replay(std::string_view file_name) {
        const auto text = read_file(file_name, max_recording);
        if (!text) return tl::unexpected{text.error()};
        auto parsed = apdu::Replay::parse(*text);
        if (!parsed) return tl::unexpected{std::move(parsed.error()).in(std::string{file_name})};
        replay = parsed->get();
        slot = *std::move(parsed);
        return {};
    }

    /// The operation's time begins when the card is there.
    Result<void> open_reader(const std::string& selector, Patience::Clock::duration timeout,
                             const Patience& wait, pcsc::Sharing sharing) {
        auto found = pcsc::wait_for_card(pcsc::Selector{selector}, wait,
                                         std::min<Patience::Clock::duration>(timeout, pcsc::answer_time));
        if (!found) return tl::unexpected{std::move(found.error())};
        context = std::move(found->context);
        reader = std::move(found->slot.name);

        const auto operation = wait.renewed(timeout);
        auto opened = pcsc::Connection::open(*context, reader, operation, sharing);
        if (!opened) return tl::unexpected{std::move(opened.error())};
        connection = *std::move(opened);
        auto begun = connection->begin(operation);
        if (!begun) return tl::unexpected{std::move(begun.error())};
        auto held = std::make_unique<pcsc::Transaction>(*std::move(begun));
        transaction = held.get();
        slot = std::move(held);
        return {};
    }
};

CardSource::CardSource(std::unique_ptr<Parts> parts) noexcept : parts_{std::move(parts)} {}
CardSource::CardSource(CardSource&&) noexcept = default;
CardSource& CardSource::operator=(CardSource&&) noexcept = default;
CardSource::~CardSource() = default;

Result<CardSource> CardSource::open(const Settings& settings, const StopFlag& stop) {
    auto parts = std::make_unique<Parts>();
    const std::string& selector = settings[Key::reader];
    const std::string_view view = selector;
    const auto timeout = settings.seconds(Key::timeout);
    parts->reader = selector;

    Result<void> opened;
    if (view.starts_with(mock_prefix)) {
        opened = parts->open_mock(view.substr(mock_prefix.size()));
    } else if (view.starts_with(replay_prefix)) {
        opened = parts->open_replay(view.substr(replay_prefix.size()));
    } else {
        const auto sharing = settings.flag(Key::exclusive) ? pcsc::Sharing::exclusive : pcsc::Sharing::shared;
        opened = parts->open_reader(selector, timeout, Patience{settings.seconds(Key::wait), stop}, sharing);
    }
    if (!opened) return tl::unexpected{std::move(opened.error())};

    auto* top = parts->slot.get();
    if (const auto& path = settings[Key::record]; !path.empty()) {
        auto file = create_private_file(path);
        if (!file) return tl::unexpected{std::move(file.error())};
        parts->record = *std::move(file);
        if (settings.flag(Key::redact)) parts->person.emplace(activation::iso_date(activation::system_now()));
        parts->recorder =
            std::make_unique<apdu::Recorder>(*top, parts->record, parts->person ? &*parts->person : nullptr);
        top = parts->recorder.get();
    }
    parts->watched = std::make_unique<Watched>(*top, Patience{timeout, stop});
    return CardSource{std::move(parts)};
}

apdu::Transport& CardSource::card() const noexcept { return *parts_->watched; }
const std::string& CardSource::reader() const noexcept { return parts_->reader; }

bool CardSource::recorded() const noexcept { return parts_->recorder != nullptr; }

const apdu::Replay* CardSource::replay() const noexcept { return parts_->replay; }

void CardSource::renew(const Patience& patience) const noexcept {
    parts_->watched->renew(patience);
    if (parts_->transaction != nullptr) parts_->transaction->renew(patience);
}

void CardSource::reset_at_end() const noexcept {
    if (parts_->transaction != nullptr) parts_->transaction->at_end(pcsc::Disposition::reset);
}

Result<void> CardSource::finish() {
    if (parts_->recorder && !parts_->record.flush()) {
        return fail(Fault::usage, "record", msgid("the recording could not be written"), {},
                    msgid("Check the disk that it goes to."));
    }
    if (parts_->transaction != nullptr) return parts_->transaction->end();
    if (parts_->replay == nullptr) return {};
    const auto complaint = parts_->replay->complaint();
    if (complaint.empty()) return {};
    return fail(Fault::malformed_card, "replay", msgid("the recording does not fit: {0}"), {complaint},
                msgid("Play it back with the command that it was recorded with."));
}

}  // namespace sscard::tool

#include "world.hpp"

#include <algorithm>
#include <chrono>
#include <stdexcept>

#include "entered.hpp"

namespace pcsc_stand_in {

World* current = nullptr;

World::World() {
    if (current != nullptr) throw std::logic_error{"one world at a time"};
    current = this;
}

World::~World() {
    (void)complaint();  // nobody may be inside any more
    current = nullptr;
}

World& World::returns(Call call, std::vector<LONG> codes) {
    codes_[call] = std::move(codes);
    return *this;
}

World& World::before(Call call, int number, std::function<void()> what) {
    events_[{call, number}] = std::move(what);
    return *this;
}

World& World::hang(Call call) {
    hanging_ = call;
    released_ = false;
    return *this;
}

void World::release() {
    const std::lock_guard lock{mutex_};
    hanging_.reset();
    released_ = true;
    changed_.notify_all();
}

void World::change(const std::function<void()>& what) {
    const std::lock_guard lock{mutex_};
    what();
    changed_.notify_all();
}

void World::serve(bool running) {
    change([&] { up = running; });
}

void World::lose_cards_in(const Reader& reader, LONG code) {
    for (auto& [handle, card] : cards_) {
        if (card.reader == reader.name) card.lost = code;
    }
}

void World::take_out(Reader& reader) {
    if (!reader.card) return;
    reader.card.reset();
    ++reader.changes;
    lose_cards_in(reader, SCARD_W_REMOVED_CARD);
}

void World::put_in(Reader& reader, Card card) {
    take_out(reader);
    reader.card = std::move(card);
    ++reader.changes;
    reader.card->restart();
}

void World::reset(Reader& reader) {
    if (!reader.card) return;
    reader.card->restart();
    lose_cards_in(reader, SCARD_W_RESET_CARD);
}

void World::replace_service(LONG code) {
    for (auto& [handle, context] : contexts_) context.lost = code;
}

int World::count(Call call) {
    const std::lock_guard lock{mutex_};
    return counts_[call];
}

void World::await(Call call, int number) {
    std::unique_lock lock{mutex_};
    if (!changed_.wait_for(lock, std::chrono::seconds{10}, [&] { return counts_[call] >= number; })) {
        complain("an awaited call was not made");
    }
}

std::string World::complaint() {
    release();
    std::unique_lock lock{mutex_};
    const auto quiet = [this] {
        return inside_ == 0 && std::none_of(contexts_.begin(), contexts_.end(),
                                            [](const auto& open) { return open.second.abandoned; });
    };
    if (!changed_.wait_for(lock, std::chrono::seconds{10}, quiet))
        complain("a context was left behind for ever");
    if (!contexts_.empty()) complain("a context was not released");
    if (!cards_.empty()) complain("a card was not disconnected");
    return complaints_;
}

Reader* World::find(const std::string& name) {
    const auto found = std::find_if(readers.begin(), readers.end(),
                                    [&name](const Reader& reader) { return reader.name == name; });
    return found == readers.end() ? nullptr : &*found;
}

}  // namespace pcsc_stand_in

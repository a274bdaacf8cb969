#include <atomic>
#include <cstdlib>
#include <new>
#include <sscard/batch/results.hpp>
#include <sscard/batch/survey.hpp>

#include "batch_file.hpp"

using namespace sscard;
using namespace sscard::batch;
using namespace sscard::testing;

namespace {

/// Bytes that the program holds, and the most that it held.
std::atomic<std::size_t> held{0};
std::atomic<std::size_t> most_held{0};

/// Before each piece of memory its size is kept.
constexpr std::size_t before = alignof(std::max_align_t);

}  // namespace

// A sanitizer has this one of its own, too: only together are they replaced.
void* operator new(std::size_t size, const std::nothrow_t& /*unused*/) noexcept {
    auto* const memory = static_cast<char*>(std::malloc(before + size));
    if (memory == nullptr) return nullptr;
    new (memory) std::size_t{size};
    const auto now = held += size;
    if (now > most_held) most_held = now;
    return memory + before;
}

void* operator new(std::size_t size) {
    auto* const memory = operator new(size, std::nothrow);
    if (memory == nullptr) throw std::bad_alloc{};
    return memory;
}

void operator delete(void* memory) noexcept {
    if (memory == nullptr) return;
    auto* const begin = static_cast<char*>(memory) - before;
    held -= *reinterpret_cast<std::size_t*>(begin);
    std::free(begin);
}

void operator delete(void* memory, std::size_t /*size*/) noexcept { operator delete(memory); }

namespace {

/// The most that working off a file of so many rows takes, in bytes.
std::size_t memory_for(int rows) {
    const BatchFile file{header};
    {
        std::ofstream out{file.path(), std::ios::binary | std::ios::app};
        for (int i = 0; i < rows; ++i) {
            const auto card = std::to_string(100000000 + i);
            out << "11010519491231002X," << card << ",310000D156000005" << card << "FFFFFFF,张三\n";
        }
    }
    most_held = held.load();
    const auto at_first = held.load();
    auto input = file.open();
    const Check check{{}, "2026-11-22"};
    const auto found = survey(input, check, never_stopped);
    REQUIRE(found);
    CHECK(found->rows == static_cast<std::uint64_t>(rows));
    CHECK(found->invalid == 0);

    std::size_t written = 0;
    Results results{input.format(), [&](std::string_view bytes) {
                        written += bytes.size();
                        return Result<void>{};
                    }};
    Row row;
    int sent = 0;
    while (input.next(row).value()) {
        sent += found->verdict(check, row).state == activation::State::not_sent ? 1 : 0;
        if (!results.add(row, {activation::State::activated, "", "", "1", "no", "at"})) FAIL();
    }
    REQUIRE(results.finish());
    CHECK(sent == rows);
    CHECK(written > static_cast<std::size_t>(rows) * 80);
    return most_held - at_first;
}

}  // namespace

TEST_CASE("a row costs 24 bytes and no more", "[batch][memory]") {
    constexpr int few = 3'000;
    constexpr int many = 30'000;
    const auto for_few = memory_for(few);
    const auto for_many = memory_for(many);
    CHECK(for_few < 2'000'000);
    CHECK(for_many < for_few + (many - few) * 25);  // the deque has a table of its pieces
}

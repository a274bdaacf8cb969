#pragma once

#include <functional>
#include <sscard/activation/decision.hpp>
#include <sscard/batch/input.hpp>
#include <string>
#include <string_view>

/// What became of the rows, as files beside the input.
namespace sscard::batch {

/// Takes the next bytes of a file that is written.
using Sink = std::function<Result<void>(std::string_view bytes)>;

/// Gathers small pieces on their way to a file.
class Gathered {
public:
    explicit Gathered(Sink sink) : sink_{std::move(sink)} {}

    Result<void> write(std::string_view bytes);
    Result<void> finish();

private:
    Sink sink_;
    std::string pieces_;
};

/// What the results say of one row, in UTF-8. Empty: null in JSON, an empty cell in CSV.
struct Outcome {
    activation::State outcome = activation::State::not_sent;
    std::string reason_code;
    std::string message;
    std::string state;  // of the half of the card, in the authority's word: "1"
    std::string request_no;
    std::string at;  // RFC 3339
};

/// Writes the results: what the input says, letters of numbers in upper case, then outcome, reason_code,
/// message, state, request_no, at, in the input's form, encoding and line ends. Constant memory.
class Results {
public:
    Results(const Format& format, Sink sink);

    /// Before the first row: the header.
    Result<void> begin();
    /// The rows in the file's order.
    Result<void> add(const Row& row, const Outcome& outcome);
    /// After the last row.
    Result<void> finish() { return file_.finish(); }

private:
    Format format_;
    Gathered file_;
};

/// Whether a row is to be worked off again: refused, invalid and not sent ones are, open ones are asked
/// about.
constexpr bool needs_rework(activation::State state) noexcept {
    using activation::State;
    return state == State::refused || state == State::invalid || state == State::not_sent;
}

/// Writes the rework: an input of the rows that it is given, byte for byte as they came.
class Rework {
public:
    Rework(const Format& format, Sink sink) : head_{format.head}, file_{std::move(sink)} {}

    Result<void> begin() { return file_.write(head_); }
    Result<void> add(const Row& row) { return file_.write(row.bytes); }
    Result<void> finish() { return file_.finish(); }

private:
    std::string head_;
    Gathered file_;
};

}  // namespace sscard::batch

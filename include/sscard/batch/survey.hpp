#pragma once

#include <sscard/batch/input.hpp>
#include <sscard/batch/twins.hpp>

namespace sscard::batch {

/// A mistake and where it is.
struct Finding {
    std::uint64_t row = 0;   // number of the row
    std::uint64_t line = 0;  // of the file in which the row begins
    Mistake mistake;
};

/// The first of many, and how many there are.
struct Findings {
    static constexpr std::size_t most_kept = 1000;

    std::uint64_t count = 0;
    std::vector<Finding> first;  // in the file's order

    void add(const Row& row, const std::vector<Mistake>& mistakes);
};

/// What checking the whole file found, before anything is sent.
struct Survey {
    std::uint64_t rows = 0;
    std::uint64_t invalid = 0;
    std::uint64_t refused = 0;     // by a rule
    std::uint64_t duplicates = 0;  // rows for which another row is sent
    Findings mistakes;
    Findings warnings;
    Twins twins;

    /// Of a row of this file, by itself and beside the others.
    Verdict verdict(const Check& check, const Row& row) const;
};

/// Reads the file from its first row to its last, and begins it anew. Fault::interrupted for the stop flag.
Result<Survey> survey(Input& input, const Check& check, const StopFlag& stop);

}  // namespace sscard::batch

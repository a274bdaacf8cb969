#pragma once

#include <functional>
#include <sscard/error.hpp>
#include <vector>

namespace sscard::batch {

/// What the journal knows of rows that are gone through in order, read in pieces.
template <class Known>
class Cursor {
public:
    using Fetch = std::function<Result<std::vector<Known>>(std::int64_t after, std::size_t count)>;

    explicit Cursor(Fetch fetch) : fetch_{std::move(fetch)} {}

    /// Of this row, which is behind the one before; what it is by itself when the journal does not know it.
    Result<Known> of(std::int64_t row) {
        while (next_ < piece_.size() && piece_[next_].row < row) ++next_;
        if (next_ == piece_.size() && !at_end_) {
            auto piece = fetch_(row - 1, size);
            if (!piece) return tl::unexpected{std::move(piece.error())};
            piece_ = *std::move(piece);
            next_ = 0;
            at_end_ = piece_.size() < size;
        }
        if (next_ < piece_.size() && piece_[next_].row == row) return std::move(piece_[next_]);
        Known unknown;
        unknown.row = row;
        return unknown;
    }

private:
    static constexpr std::size_t size = 1024;

    Fetch fetch_;
    std::vector<Known> piece_;
    std::size_t next_ = 0;
    bool at_end_ = false;
};

}  // namespace sscard::batch

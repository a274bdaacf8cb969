#pragma once

#include <fstream>
#include <sscard/batch/input.hpp>
#include <string>

#include "catch.hpp"
#include "temporary_directory.hpp"

namespace sscard::testing {

inline const StopFlag never_stopped{false};

/// A file of a batch.
class BatchFile {
public:
    explicit BatchFile(std::string_view bytes) { write(bytes); }

    void write(std::string_view bytes) const {
        std::ofstream out{path(), std::ios::binary};
        out.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
        REQUIRE(out.flush());
    }
    std::filesystem::path path() const { return directory_.path() / "cards"; }

    batch::Input open() const {
        auto input = batch::Input::open(path(), never_stopped);
        if (!input) FAIL(input.error().sentence);
        return *std::move(input);
    }

    /// Why it cannot be opened, or what ends the reading of its rows.
    Error mistake() const {
        auto input = batch::Input::open(path(), never_stopped);
        if (!input) return input.error();
        batch::Row row;
        while (true) {
            const auto more = input->next(row);
            if (!more) return more.error();
            REQUIRE(*more);
        }
    }

private:
    TemporaryDirectory directory_;
};

inline std::vector<batch::Row> rows_of(batch::Input& input) {
    std::vector<batch::Row> rows;
    batch::Row row;
    while (true) {
        const auto more = input.next(row);
        if (!more) FAIL(more.error().sentence);
        if (!*more) return rows;
        rows.push_back(row);
    }
}

/// The numbers of invented cards and people; every one is right by its check characters.
inline const std::string header = "id_number,card_number,identification_number,name\n";
inline const std::string zhang = "11010519491231002X,D2143569X,310000D15600000500000001FFFFFFFF,张三\n";
inline const std::string li = "110105198001010016,A10000007,310000D15600000500000002FFFFFFFF,李四\n";

inline std::string replaced(std::string text, std::string_view old, std::string_view by) {
    for (auto at = text.find(old); at != text.npos; at = text.find(old, at + by.size()))
        text.replace(at, old.size(), by);
    return text;
}

}  // namespace sscard::testing

#include "sqlite_fault.hpp"

#include <sqlite3.h>

#include <array>

namespace sscard::store {

namespace {

struct Explanation {
    int code;
    const char* sentence;
    const char* cure;
};

constexpr std::array explanations{
    Explanation{SQLITE_FULL, msgid("the disk is full: {0} cannot be written"),
                msgid("make room and try again")},
    Explanation{SQLITE_READONLY, msgid("{0} cannot be written: it is read-only"),
                msgid("check the owner and the mode of the state directory")},
    Explanation{SQLITE_PERM, msgid("{0} may not be read or written by this user"),
                msgid("check the owner and the mode of the state directory")},
    Explanation{SQLITE_CANTOPEN, msgid("{0} cannot be opened, or its directory cannot be written"),
                msgid("check the owner and the mode of the state directory")},
    Explanation{SQLITE_NOTADB, msgid("{0} is something else or damaged: it is no database of sscard"),
                msgid("move it away, or bring back a backup")},
    Explanation{SQLITE_CORRUPT, msgid("{0} is damaged"), msgid("bring back a backup")},
    Explanation{SQLITE_BUSY, msgid("another process holds {0}"),
                msgid("wait until it is done and try again")},
    Explanation{SQLITE_LOCKED, msgid("another process holds {0}"),
                msgid("wait until it is done and try again")},
    Explanation{SQLITE_IOERR, msgid("{0} cannot be read or written: the disk reports an error"),
                msgid("make sure that the disk has room and is sound")},
};

}  // namespace

Error explain(const SQLite::Exception& exception, const std::filesystem::path& file, const Blame& blame) {
    const char* sentence = msgid("{0} cannot be used");
    const char* cure = nullptr;
    for (const auto& explanation : explanations) {
        if (explanation.code != exception.getErrorCode()) continue;
        sentence = explanation.sentence;
        cure = explanation.cure;
    }
    const auto detail = static_cast<std::uint32_t>(exception.getExtendedErrorCode());
    return Error{blame.fault, blame.step, detail, sentence, cure, {file.string()}};
}

}  // namespace sscard::store

#include "system_fault.hpp"

#include <array>
#include <cerrno>

namespace sscard::store {

namespace {

struct Explanation {
    int number;
    const char* sentence;
    const char* cure;
};

constexpr std::array explanations{
    Explanation{ENOSPC, msgid("the disk is full: {0} cannot be written"), msgid("make room and try again")},
    Explanation{EDQUOT, msgid("the disk quota is used up: {0} cannot be written"),
                msgid("make room and try again")},
    Explanation{EACCES, msgid("{0} may not be read or written by this user"),
                msgid("check the owner and the mode of the state directory")},
    Explanation{EPERM, msgid("{0} may not be read or written by this user"),
                msgid("check the owner and the mode of the state directory")},
    Explanation{EBADF, msgid("{0} cannot be written: it is read-only"),  // opened for reading alone
                msgid("check the owner and the mode of the state directory")},
    Explanation{EROFS, msgid("{0} is on a read-only file system"), msgid("choose another --state-dir")},
    Explanation{ENOTDIR, msgid("{0} cannot be made: a part of its path is no directory"),
                msgid("choose another --state-dir")},
    Explanation{ENOENT, msgid("{0} does not exist"), nullptr},
};

}  // namespace

tl::unexpected<Error> system_fault(int number, const std::filesystem::path& file, const Blame& blame) {
    const char* sentence = msgid("{0} cannot be used: the operating system reports an error");
    const char* cure = nullptr;
    for (const auto& explanation : explanations) {
        if (explanation.number != number) continue;
        sentence = explanation.sentence;
        cure = explanation.cure;
    }
    return tl::unexpected<Error>{
        Error{blame.fault, blame.step, static_cast<std::uint32_t>(number), sentence, cure, {file.string()}}};
}

}  // namespace sscard::store

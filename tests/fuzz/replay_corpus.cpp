#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include "input.hpp"

/// Feeds every file of a folder to a fuzz target, in ordinary builds too: what was found once stays found.
int main(int argc, char** argv) {
    if (argc != 2) {
        std::fputs("usage: fuzz_corpus_TARGET FOLDER\n", stderr);
        return 2;
    }
    std::size_t inputs = 0;
    for (const auto& entry : std::filesystem::directory_iterator{argv[1]}) {
        const auto name = entry.path().filename().string();
        std::ifstream in{entry.path(), std::ios::binary};
        const std::string bytes{std::istreambuf_iterator<char>{in}, {}};
        std::fprintf(stderr, "%s\n", name.c_str());  // the last line says which input broke a promise
        LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size());
        ++inputs;
    }
    std::printf("%zu inputs\n", inputs);
    return inputs == 0 ? 1 : 0;
}

#include "images.hpp"

#include <sys/stat.h>

#include <fstream>

#include "catch.hpp"
#include "temporary_directory.hpp"

using namespace sscard;

namespace {

Bytes hex(std::string_view text) { return from_hex(text).value(); }

card::DeepReading reading_of(std::string_view fingerprint, std::string_view photo) {
    card::DeepReading reading;
    reading.fingerprint.content = hex(fingerprint);
    reading.photo.content = hex(photo);
    return reading;
}

}  // namespace

TEST_CASE("a photo is what its first bytes say, without the padding behind it", "[tool][images]") {
    struct Example {
        std::string_view content;
        std::string_view format;
        std::string_view kept;
    };
    const auto example = GENERATE(values<Example>({
        {"FFD8AA00FFD90000FFFF", "jpeg", "FFD8AA00FFD9"},
        {"424D0900000000FF0000FF", "bmp", "424D0900000000FF00"},
        {"424DFF000000AA00", "bmp", "424DFF000000AA"},
        {"424D00000000AA00", "bmp", "424D00000000AA"},
        {"424D01", "bmp", "424D01"},
        {"1234AA00", "unknown", "1234AA"},
        {"FFD8", "unknown", "FFD8"},
        {"0000FFFF", "", ""},
        {"", "", ""},
    }));
    CAPTURE(example.content);
    const auto image = tool::photo_in(hex(example.content));
    CHECK(image.format == example.format);
    CHECK(to_hex(image.content) == example.kept);
}

TEST_CASE("a fingerprint is kept whole, padding alone is none", "[tool][images]") {
    CHECK(to_hex(tool::fingerprint_in(hex("01020000")).content) == "01020000");
    CHECK(tool::fingerprint_in(hex("00000000")).content.empty());
}

TEST_CASE("images go into new files that only their owner can read", "[tool][images]") {
    const testing::TemporaryDirectory folder;
    const auto out = folder.path() / "images";
    REQUIRE(tool::prepare_folder(out));
    const auto images = tool::save_images(reading_of("0102", "FFD8AAFFD900"), out);
    REQUIRE(images);
    CHECK(images->photo.file == (out / "photo.jpg").string());
    CHECK(images->fingerprint.file == (out / "fingerprint.bin").string());
    CHECK(std::filesystem::file_size(out / "photo.jpg") == 5);
    struct stat status {};
    REQUIRE(::stat((out / "photo.jpg").c_str(), &status) == 0);
    CHECK((status.st_mode & 0777U) == 0600U);
    REQUIRE(::stat(out.c_str(), &status) == 0);
    CHECK((status.st_mode & 0777U) == 0700U);
}

TEST_CASE("no file is written for what the card does not give", "[tool][images]") {
    const testing::TemporaryDirectory folder;
    const auto images = tool::save_images(reading_of("", "0000"), folder.path());
    REQUIRE(images);
    CHECK_FALSE(images->photo.file);
    CHECK_FALSE(images->fingerprint.file);
    CHECK(std::filesystem::is_empty(folder.path()));
}

TEST_CASE("an image that is there already is not overwritten", "[tool][images]") {
    const testing::TemporaryDirectory folder;
    const auto* name = GENERATE("photo.jpg", "photo.bmp", "photo.bin", "fingerprint.bin");
    std::filesystem::create_symlink("nowhere", folder.path() / name);
    const auto prepared = tool::prepare_folder(folder.path());
    REQUIRE_FALSE(prepared);
    CHECK(prepared.error().fault == Fault::usage);
}

TEST_CASE("an image that comes between is not overwritten either", "[tool][images]") {
    const testing::TemporaryDirectory folder;
    REQUIRE(tool::prepare_folder(folder.path()));
    std::ofstream{folder.path() / "photo.jpg"} << "mine";
    const auto images = tool::save_images(reading_of("", "FFD8AAFFD9"), folder.path());
    REQUIRE_FALSE(images);
    CHECK(images.error().fault == Fault::usage);
    CHECK(std::filesystem::file_size(folder.path() / "photo.jpg") == 4);
}

TEST_CASE("a folder that cannot be made is a mistake of the command line", "[tool][images]") {
    const testing::TemporaryDirectory folder;
    std::ofstream{folder.path() / "file"} << "no folder";
    for (const auto* name : {"file", "file/below", "a/b"}) {
        CAPTURE(name);
        const auto prepared = tool::prepare_folder(folder.path() / name);
        REQUIRE_FALSE(prepared);
        CHECK(prepared.error().fault == Fault::usage);
    }
}

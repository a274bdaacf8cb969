#include "receipt.hpp"

#include <algorithm>

#include "receipt_pdf.hpp"

namespace sscard::tool {

Result<Receipt> Receipt::prepare(const std::string& path) {
    Receipt receipt;
    if (path.empty()) return receipt;
    auto file = WholeFile::create(path);
    if (!file) return tl::unexpected{std::move(file.error())};
    receipt.file_.emplace(*std::move(file));
    auto ending = std::filesystem::path{path}.extension().string();
    std::transform(ending.begin(), ending.end(), ending.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    receipt.as_pdf_ = ending == ".pdf";
    return receipt;
}

Result<void> Receipt::write(const Sheet& sheet) {
    if (!file_) return {};
    const auto content = as_pdf_ ? receipt_pdf(sheet) : Result<std::string>{sheet.text()};
    if (!content) return tl::unexpected{content.error()};
    return file_->write(*content).and_then([this] { return file_->finish(); });
}

}  // namespace sscard::tool

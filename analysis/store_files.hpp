// SPDX-License-Identifier: Apache-2.0
/// The file system's part of the store: what may be replaced, and replacing it so that a crash harms nothing.
///
/// Errors:   OutsideError with path, operation and the system's code
#pragma once

#include <string>

namespace bulkhead {

/// Refuses a `path` that exists and is not Bulkhead's own; removes an older partial file that no other process is
/// writing, and refuses one that is.
void prepare_files(const std::string& path, const std::string& partial);

/// Refuses a path at which no file could be written, and leaves no trace there: a missing folder, a missing right, a
/// folder of that name. `operation` completes "cannot ...".
void check_writable(const std::string& path, const std::string& operation);

/// Syncs `from` to the disk, renames it to `to`, and syncs the folder.
void replace_file(const std::string& from, const std::string& to);

/// Removes the file if it is there.
void remove_file(const std::string& path);

}  // namespace bulkhead

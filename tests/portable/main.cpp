// SPDX-License-Identifier: Apache-2.0
// Nothing but an entry point: the linker adds every object of sim and models, and their imports are what counts.
int main() {
  return 0;
}

;;; cairn.el --- Cairn as the C and C++ server of eglot  -*- lexical-binding: t; -*-

;; Eglot 1.9 and later (package elpa-eglot on Debian 12, built into Emacs 29):
;;
;;   (load "/path/to/cairn/editors/emacs/cairn.el")
;;   (add-hook 'c-mode-hook #'eglot-ensure)
;;   (add-hook 'c++-mode-hook #'eglot-ensure)

;;; Code:

(require 'eglot)

(defvar cairn-command
  (list (expand-file-name "../../build/release/bin/cairn"
                          (file-name-directory (or load-file-name buffer-file-name))))
  "Program and arguments that start Cairn; by default the build of this checkout.
Set it before loading this file.")

;; In front of the entry for clangd and ccls that eglot brings for the same modes.
(add-to-list 'eglot-server-programs
             (cons '(c-mode c++-mode c-ts-mode c++-ts-mode) cairn-command))

(provide 'cairn)
;;; cairn.el ends here

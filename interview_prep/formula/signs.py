"""The spellings of one sign: Unicode, LaTeX commands and ASCII, and what each becomes in the token stream."""

GREEK = {
    **{
        chr(code): name
        for name, code in zip(
            "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi omicron pi rho varsigma sigma "
            "tau upsilon phi chi psi omega".split(),
            range(0x3B1, 0x3CA),
            strict=True,
        )
    },
    **dict(zip("ΓΔΘΛΞΦΨΩ", "Gamma Delta Theta Lambda Xi Phi Psi Omega".split(), strict=True)),
    "ϵ": "epsilon",
    "ϕ": "phi",
    "ϑ": "theta",
    "ϱ": "rho",
    "µ": "mu",
    "ς": "sigma",
}
LETTER = {name: sign for sign, name in reversed(GREEK.items()) if sign not in "ϵϕϑϱµς"}
GREEK_COMMANDS = {
    **{name: name for name in GREEK.values()},
    "varepsilon": "epsilon",
    "varphi": "phi",
    "vartheta": "theta",
    "varrho": "rho",
    "varsigma": "sigma",
}

OPERATORS = {
    **dict.fromkeys("−–—‒﹣－➖", "-"),
    **dict.fromkeys("＋", "+"),
    **dict.fromkeys("·⋅∙•・‧●", "·"),
    **dict.fromkeys("×✕✖⨯", "×"),
    **dict.fromkeys("⊙∘⊗○◦⨀", "⊙"),
    **dict.fromkeys("÷∕⁄／⊘", "/"),
    **dict.fromkeys("∗⋆＊", "*"),
    **dict.fromkeys("∼～˜∽", "~"),
    **dict.fromkeys("≈≃≅≡≜≔≝∝←⇐", "="),
    **dict.fromkeys("≥⩾≧", ">="),
    **dict.fromkeys("≤⩽≦", "<="),
    **dict.fromkeys("≻", ">"),
    **dict.fromkeys("≺", "<"),
    "≠": "!=",
    "∈": "∈",
    **dict.fromkeys("‖∥║", "||"),
    **dict.fromkeys("∣❘｜│ǀ", "|"),
    **dict.fromkeys("…⋯", "…"),
    **dict.fromkeys("′’ʹ‘´", "'"),
    **dict.fromkeys("√", "√"),
    "∞": "∞",
    **dict.fromkeys("⟨〈", "⟨"),
    **dict.fromkeys("⟩〉", "⟩"),
    **dict.fromkeys("（", "("),
    **dict.fromkeys("）", ")"),
    **dict.fromkeys("，", ","),
    **dict.fromkeys("；", ";"),
    **dict.fromkeys("：", ":"),
    "±": "±",
    "⊤": "ᵀ",
    "⊺": "ᵀ",
    "⊕": "⊕",
    "→": "→",
    "∀": "∀",
    **{sign: sign for sign in "+-*/^_()[]{},;:=<>|!'@~&∂∇⌊⌋⌈⌉"},
}
PAIRS = {
    "**": "^",
    "||": "||",
    "<=": "<=",
    ">=": ">=",
    "!=": "!=",
    "==": "=",
    ":=": "=",
    "~=": "=",
    "≈=": "=",
}
NAMES = {
    **dict.fromkeys("Σ∑", "sum"),
    **dict.fromkeys("Π∏", "prod"),
    "𝔼": "E",
    "ℓ": "l",
    "ℒ": "L",
    "𝟙": "1",
}
HALVES = {"½": 0.5, "¼": 0.25, "¾": 0.75, "⅓": 1 / 3}
SUPERSCRIPT = {
    **dict(zip("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ᐟᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻ", "0123456789+-=()/abcdefghijklmnoprstuvwxyz", strict=True)),
    **dict(zip("ᴬᴮᴰᴱᴳᴴᴵᴶᴷᴸᴹᴺᴼᴾᴿᵀᵁⱽᵂ", "ABDEGHIJKLMNOPRTUVW", strict=True)),
    **dict(zip("ᵅᵝᵞᵟᶿᵠᵡ", ("alpha", "beta", "gamma", "delta", "theta", "phi", "chi"), strict=True)),
    "ᵋ": "epsilon",
    "˟": "x",
    "＊": "*",
}
SUBSCRIPT = {
    **dict(zip("₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ", "0123456789+-=()aehijklmnoprstuvx", strict=True)),
    **dict(zip("ᵦᵧᵨᵩᵪ", ("beta", "gamma", "rho", "phi", "chi"), strict=True)),
    "ₔ": "e",
    "˂": "<",
    "﹤": "<",
}
ACCENTS = {"\u0302": "hat", "\u0304": "bar", "\u0305": "bar", "\u0303": "tilde"}

INVISIBLE = frozenset("$\u200b\u200c\u200d\u2060\ufeff\u200a\u2061\u2062\u2063\u2064") | {
    chr(code) for code in range(0xFE00, 0xFE10)
}
"""What separates like a blank: dollar signs, joiners, invisible operators, variation selectors."""

COMMANDS = {
    "cdot": "·", "bullet": "·", "times": "×", "odot": "⊙", "circ": "⊙", "otimes": "⊙", "ast": "*", "star": "*",
    "div": "/", "pm": "±", "le": "<=", "leq": "<=", "leqslant": "<=", "ge": ">=", "geq": ">=", "geqslant": ">=",
    "lt": "<", "gt": ">", "succ": ">", "succeq": ">=", "prec": "<", "ne": "!=", "neq": "!=", "approx": "=",
    "simeq": "=", "cong": "=", "equiv": "=", "triangleq": "=", "coloneqq": "=", "doteq": "=", "propto": "=",
    "sim": "~", "in": "∈", "mid": "|", "vert": "|", "lvert": "|", "rvert": "|", "|": "||", "Vert": "||",
    "lVert": "||", "rVert": "||", "parallel": "||", "langle": "⟨", "rangle": "⟩", "lfloor": "⌊", "rfloor": "⌋",
    "lceil": "⌈", "rceil": "⌉",
    "infty": "∞", "ldots": "…", "dots": "…", "cdots": "…", "dotsc": "…", "dotsb": "…", "prime": "'", "top": "ᵀ",
    "intercal": "ᵀ", "colon": ":", "leftarrow": "=", "gets": "=", "lbrace": "\\{", "rbrace": "\\}", "{": "\\{",
    "}": "\\}", "lbrack": "[", "rbrack": "]", "lparen": "(", "rparen": ")", "\\": "\\\\", "cr": "\\\\", "_": "_",
    "&": "&", "to": "→", "rightarrow": "→", "oplus": "⊕", "Vert ": "||", "backslash": "/", "nabla": "∇",
    "partial": "∂", "forall": "∀", "newline": "\\\\", "choose": "choose", "over": "over",
}  # fmt: skip
VANISHING = {
    *"left right middle big Big bigg Bigg bigl bigr Bigl Bigr biggl biggr Biggl Biggr bigm Bigm displaystyle".split(),
    *"boxed textstyle scriptstyle limits nolimits quad qquad thinspace enspace nonumber rm bf it sf hfill".split(),
    *"( ) [ ]".split(),
    ",", ";", ":", "!", " ", ">", "/",
}  # fmt: skip
DELIMITED = {"left", "right", "middle"}
STYLES = {
    *"mathrm mathbf mathbb mathcal mathit mathsf mathtt mathfrak mathscr".split(),
    *"text textrm textbf textit textsf texttt".split(),
    *"operatorname boldsymbol bm mathop mathbin mathrel mbox pmb mathnormal rm vec textnormal bold Bbb".split(),
}
ACCENT_COMMANDS = {
    "hat": "hat", "widehat": "hat", "bar": "bar", "overline": "bar", "tilde": "tilde", "widetilde": "tilde",
}  # fmt: skip
GROUPING = {
    **dict.fromkeys(("frac", "tfrac", "dfrac", "cfrac", "nicefrac", "sfrac", "flatfrac"), "frac"),
    **dict.fromkeys(("binom", "tbinom", "dbinom"), "binom"),
    "sqrt": "sqrt",
    "underset": "underset",
}
"""Commands that take groups, and what the parser calls them."""
WORD_COMMANDS = {
    *"log ln exp sin cos tan tanh max min sum prod lim arg argmax argmin det Pr sup inf lg sqrt choose over".split(),
    *"softmax sigmoid KL E operatorname ReLU relu".split(),
}
ELL = {"ell": "l", "hbar": "h", "imath": "i", "jmath": "j"}
MODULES = frozenset(
    "self np numpy torch math F nn functional jnp jax tf scipy special linalg keras sp cmath stats".split()
)
METHODS = frozenset(
    "T mT t transpose sum mean std var max min softmax log_softmax logsumexp log exp sqrt rsqrt pow norm clamp clip "
    "sigmoid relu square abs dot matmul mm bmm item size shape unsqueeze squeeze prod mul add div sub neg logsigmoid "
    "swapaxes permute tanh sin cos float double detach reciprocal mH H conj log2 log10 amax amin cumsum silu gelu "
    "masked_fill masked_softmax flatten".split()
)

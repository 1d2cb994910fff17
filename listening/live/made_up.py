"""Voices for a rehearsal. Nobody said them: they were made up for this, and are told apart by nothing else."""

#: What made-up people say, per language; English where a language has none.
MADE_UP = {
    "en": (
        "The bus to the visit takes two hours, and there is only one in the morning.",
        "I got three different answers from three people in one week.",
        "A worker sat down with me and explained the paper line by line. That helped.",
        "Please call before you come. My boss does not let me leave my phone on.",
        "My children speak Spanish with me. Nobody in the visiting room does.",
        "The waiting room has no toys and a guard. My son thinks we did something bad.",
        "I want to know who reads what they write about us.",
        "Saturday visits would let me keep my job.",
        "When the worker left, I had to tell everything from the beginning.",
        "Someone from the parents’ group came with me. I was not alone any more.",
        "Letters come in words that I have to look up.",
        "Say when you do not know. I can wait for a true answer.",
    ),
    "es": (
        "El autobús a la visita tarda dos horas y solo pasa uno en la mañana.",
        "En una semana tres personas me dijeron tres cosas distintas.",
        "Una trabajadora se sentó conmigo y me explicó la hoja línea por línea. Eso ayudó.",
        "Llamen antes de venir, por favor. En mi trabajo no me dejan usar el teléfono.",
        "Mis hijos hablan español conmigo. En la sala de visitas nadie lo habla.",
        "La sala de espera no tiene juguetes y hay un guardia. Mi hijo cree que hicimos algo malo.",
        "Quiero saber quién lee lo que escriben de nosotros.",
        "Con visitas los sábados yo no perdería mi empleo.",
        "Cuando se fue la trabajadora tuve que contar todo desde el principio.",
        "Alguien del grupo de padres me acompañó. Ya no estaba sola.",
        "Las cartas traen palabras que tengo que buscar.",
        "Digan cuando no saben. Puedo esperar una respuesta verdadera.",
    ),
}
